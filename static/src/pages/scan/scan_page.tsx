/** The scanning page: one queue, frozen, gone through with the keyboard or the thumb. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { preferences } from "../../core/preferences";
import { filtersQuery, groupsQuery } from "../../queries";
import { useHomeGroup } from "../../ui/home_group";
import { useCommands, usePhone, useSession, useSignal, useTitle } from "../../ui/hooks";
import { Delayed, Empty, Failure, Skeleton } from "../../ui/states";
import { CardList } from "./card_list";
import { scanCommands } from "./commands";
import { FocusView } from "./focus_view";
import { followPlace, sittingFor } from "./places";
import { ScanBar } from "./scan_bar";
import { choiceKey, describeSearch, widened, type ScanSearch } from "./searches";
import { Summary } from "./summary";
import { ThumbBar } from "./thumb_bar";
import type { Triage } from "./triage";
import { TriageContext, useTriage } from "./triage_context";

const ClassDialog = lazy(() => import("./class_dialog").then((m) => ({ default: m.ClassDialog })));
const GroupsDialog = lazy(() =>
  import("./groups_dialog").then((m) => ({ default: m.GroupsDialog })),
);
const CommentDialog = lazy(() =>
  import("./comment_dialog").then((m) => ({ default: m.CommentDialog })),
);
const QueuePicker = lazy(() => import("./queue_picker").then((m) => ({ default: m.QueuePicker })));
const InfoPanel = lazy(() => import("./info_panel").then((m) => ({ default: m.InfoPanel })));

/** A choice made on the page, which counts until the address is changed from elsewhere. */
interface Started {
  over: ScanSearch;
  search: ScanSearch;
  count: number;
}

const route = getRouteApi("/inside/scan");

export function ScanPage() {
  useTitle("Scan");
  const session = useSession();
  const address = route.useSearch();
  const [started, setStarted] = useState<Started | null>(null);
  const search = started?.over === address ? started.search : address;
  const filters = useQuery(filtersQuery).data;
  const { shared, home: group, error, retry } = useHomeGroup(search.group);
  const freeze = started?.over === address ? started.count : 0;
  const choice = choiceKey(search);
  const known = filters !== undefined;
  const { queue } = search;
  const triage = useMemo(
    () => (group && filters ? sittingFor({ session, search, group, filters, freeze }) : null),
    // A new sitting starts only with another choice, never because the place in it changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [session, group?.id, known, choice, queue, freeze],
  );
  if (error) {
    return <Failure whole what="Your groups could not be read." error={error} onRetry={retry} />;
  }
  if (shared?.length === 0) {
    return (
      <>
        <h1 className="visually-hidden">Scan</h1>
        <Empty text="You are in no group yet. Ask a group's admin to add you; this page fills by itself." />
      </>
    );
  }
  if (!triage) return <WaitingCards />;
  return (
    <TriageContext value={triage}>
      <Sitting
        key={triage.groupId}
        onStart={(next) =>
          setStarted({ over: address, search: next, count: (started?.count ?? 0) + 1 })
        }
      />
    </TriageContext>
  );
}

type DialogName = "class" | "groups" | "comment" | "queue";

/** Grid or focus: the person's choice, otherwise focus on phones. */
function useArrangement(): [boolean, () => void] {
  const chosen = useSignal(preferences.arrangement);
  const phone = usePhone();
  const focus = chosen === "auto" ? phone : chosen === "focus";
  const toggle = useCallback(() => preferences.arrangement.set(focus ? "grid" : "focus"), [focus]);
  return [focus, toggle];
}

function Sitting({ onStart }: { onStart: (search: ScanSearch) => void }) {
  const triage = useTriage();
  const session = useSession();
  const navigate = useNavigate();
  const phone = usePhone();
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [focus, toggleFocus] = useArrangement();
  const palette = useSignal(triage.palette);
  const info = useSignal(preferences.info);
  const openSource = useCallback(
    (id: string, newTab: boolean) => {
      if (newTab) window.open(`/source/${encodeURIComponent(id)}`, "_blank", "noopener");
      else void navigate({ to: "/source/$id", params: { id } });
    },
    [navigate],
  );
  const commands = useMemo(
    () => scanCommands(triage, { openDialog: setDialog, openSource, toggleFocus }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the palette decides which keys there are
    [triage, openSource, toggleFocus, palette],
  );
  useCommands(session, commands);
  useEffect(() => followPlace(triage), [triage]);
  const close = () => setDialog(null);
  return (
    <div className="scan" data-focus={focus || undefined} data-info={info || undefined}>
      <h1 className="visually-hidden">Scan {triage.groupName}</h1>
      <ScanBar
        phone={phone}
        focus={focus}
        onQueue={() => setDialog("queue")}
        onFocus={toggleFocus}
      />
      <div className="scan-body">
        <Contents triage={triage} focus={focus} onStart={onStart} />
        <Suspense>{info && !phone && <InfoPanel />}</Suspense>
      </div>
      <Summary onQueue={() => setDialog("queue")} />
      {phone && <ThumbBar onClass={() => setDialog("class")} />}
      <Suspense>
        {dialog === "class" && (
          <ClassDialog onClose={close} onChoose={(choice) => triage.classify(choice)} />
        )}
        {dialog === "groups" && <GroupsDialog onClose={close} />}
        {dialog === "comment" && <CommentDialog onClose={close} />}
        {dialog === "queue" && <Picker onClose={close} onStart={onStart} />}
      </Suspense>
    </div>
  );
}

function Picker(props: { onClose: () => void; onStart: (search: ScanSearch) => void }) {
  const triage = useTriage();
  const groups = useQuery(groupsQuery).data?.user_groups ?? [];
  const filters = useQuery(filtersQuery).data ?? [];
  const offered = groups.filter((group) => !group.single_user_group);
  return (
    <QueuePicker
      groups={offered}
      filters={filters}
      search={triage.search}
      groupId={triage.groupId}
      orders={ordersOf(triage)}
      {...props}
    />
  );
}

/** The numbers in the annotations of the first objects, to order by. */
function ordersOf(triage: Triage): string[] {
  const annotations = triage.queue.ids
    .slice(0, 50)
    .flatMap((id) => triage.queue.candidates.get(id)?.annotations ?? []);
  const names = annotations.flatMap(({ origin, data }) =>
    Object.keys(data).flatMap((key) => (typeof data[key] === "number" ? [`${origin}/${key}`] : [])),
  );
  return [...new Set(names)].sort();
}

interface ContentsProps {
  triage: Triage;
  focus: boolean;
  onStart: (search: ScanSearch) => void;
}

function Contents({ triage, focus, onStart }: ContentsProps) {
  const status = useSignal(triage.status);
  const { total } = useSignal(triage.queue.progress);
  if (status.kind === "failed") {
    return (
      <Failure
        what="The candidates could not be read."
        error={status.error}
        onRetry={() => void triage.open()}
      />
    );
  }
  if (status.kind === "loading") return <WaitingCards />;
  if (total > 0) return focus ? <FocusView /> : <CardList />;
  const described = describeSearch(triage.search);
  const wider = widened({ ...triage.search, group: triage.groupId });
  return (
    <Empty
      text={`No candidate passed the filters of ${triage.groupName}${described && `: ${described}`}.`}
    >
      {wider && (
        <button type="button" className="primary" onClick={() => onStart(wider)}>
          Widen: any time, saved or not
        </button>
      )}
    </Empty>
  );
}

function WaitingCards() {
  return (
    <Delayed>
      <div className="waiting-cards">
        <Skeleton rows={5} height={160} />
      </div>
    </Delayed>
  );
}
