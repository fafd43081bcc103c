/** The fields of a group, for a new one and for its settings. */
import { Textarea, TextInput } from "@mantine/core";
import type { Group } from "../../api/shapes";
import type { Act } from "../../ui/acts";

export interface GroupDraft {
  name: string;
  nickname: string;
  description: string;
  private: boolean;
  auto_accept_requests: boolean;
}

export const GROUP_FIELDS = ["name", "nickname", "description", "private", "auto_accept_requests"];

export const draftOf = (group?: Group): GroupDraft => ({
  name: group?.name ?? "",
  nickname: group?.nickname ?? "",
  description: group?.description ?? "",
  private: group?.private ?? false,
  auto_accept_requests: group?.auto_accept_requests ?? false,
});

/** As the API takes it: what is left empty is nothing. */
export const bodyOf = (draft: GroupDraft) => ({
  ...draft,
  name: draft.name.trim(),
  nickname: draft.nickname.trim() || null,
  description: draft.description.trim() || null,
});

interface FormProps {
  draft: GroupDraft;
  change: (part: Partial<GroupDraft>) => void;
  act: Act;
}

export function GroupFields({ draft, change, act }: FormProps) {
  return (
    <>
      <TextInput
        label="Name"
        required
        value={draft.name}
        error={act.at("name")}
        data-autofocus
        onChange={(event) => change({ name: event.target.value })}
      />
      <TextInput
        label="Nickname"
        description="Short, for narrow places"
        value={draft.nickname}
        error={act.at("nickname")}
        onChange={(event) => change({ nickname: event.target.value })}
      />
      <Textarea
        className="wide"
        label="Description"
        rows={3}
        value={draft.description}
        error={act.at("description")}
        onChange={(event) => change({ description: event.target.value })}
      />
      <label className="check wide">
        <input
          type="checkbox"
          checked={draft.private}
          onChange={(event) => change({ private: event.target.checked })}
        />
        Private: nobody but its members knows of it
      </label>
      <label className="check wide">
        <input
          type="checkbox"
          checked={draft.auto_accept_requests}
          onChange={(event) => change({ auto_accept_requests: event.target.checked })}
        />
        Whoever asks to join becomes a member at once
      </label>
    </>
  );
}
