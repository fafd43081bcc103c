/** The places where people sign in, and who invited them. */
import { address } from "../../api/call";
import type { InvitationBanner, ProviderChoice } from "../../api/types";

export function Invitation({ invitation }: { invitation: InvitationBanner }) {
  const groups = invitation.groups.join(", ");
  return (
    <p className="strip" role="status" data-testid="invitation">
      <b>{invitation.invited_by}</b> invited you{groups && ` to ${groups}`}. Sign in to accept,
      until {invitation.expires_at.slice(0, 10)}.
    </p>
  );
}

interface Props {
  providers: ProviderChoice[];
  next: string;
  invitation: string | null;
}

export function ProviderButtons({ providers, next, invitation }: Props) {
  const query = { next: next === "/" ? undefined : next, invite_token: invitation };
  return (
    <section>
      <h2>With your institution</h2>
      <ul className="people">
        {providers.map(({ name, title }) => (
          <li key={name}>
            <a
              className="button primary"
              data-testid={`provider-${name}`}
              href={address("/login/{name}/", { name }, query)}
            >
              Sign in with {title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
