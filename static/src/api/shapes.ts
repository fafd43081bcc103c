/** The API's shapes under the UI's names, and what the document leaves open: events, trees. */
import type {
  AuditPage,
  CandidateView,
  Choices,
  ClassificationView,
  Decided,
  Expected,
  PaletteClass,
  PersonView,
  ProfileView,
} from "./types";

export type {
  Acl as AclName,
  AdmissionView as Admission,
  AnnotationView as Annotation,
  CandidatePage as Candidates,
  CandidateView as Candidate,
  ClassificationView as Classification,
  CommentView as Comment,
  DatasetView as Dataset,
  DemonstrationPerson as DemoPerson,
  ExplanationView as Explanation,
  FilterView as Filter,
  GroupDetail,
  GroupLists,
  GroupView as Group,
  InvitationView as Invitation,
  LightCurveView as LightCurveColumns,
  ListedPerson,
  PaletteClass,
  PersonView as Person,
  PointView as PhotometryPoint,
  PreviewView as Preview,
  Recipe,
  RejectedView as Rejected,
  Role as RoleName,
  SessionView as SignedInBrowser,
  StreamDetail as Stream,
  TaxonomyView as Taxonomy,
  SourceView as Source,
  ThumbnailView as Thumbnail,
  TokenView as Token,
  VersionDetail,
  VersionView as DatasetVersion,
} from "./types";

export type AuditLine = AuditPage["lines"][number];

export type Profile = ProfileView;

export interface Palette {
  classes: PaletteClass[];
  reject_scope: string;
  auto_advance: boolean;
}

export interface TaxonomyNode {
  class: string;
  subclasses?: TaxonomyNode[];
  "other names"?: string[];
}

/** What a decision changes; a comment travels with the decisions but to an address of its own. */
export interface DecisionSet extends Choices {
  comment?: { text: string; group_ids?: number[] };
}

export interface Operation {
  op_id: string;
  obj_id: string;
  set: DecisionSet;
  expected?: Expected | null;
}

/** The operation that takes another one back. */
export interface Inverse {
  obj_id: string;
  set: Choices;
  expected?: Expected | null;
}

export interface ServerState {
  saved: {
    group_id: number;
    saved_by: Pick<PersonView, "id" | "username"> | null;
    saved_at: string | null;
  }[];
  rejected: CandidateView["rejected"];
  classifications: ClassificationView[];
}

export interface Decision extends Pick<Decided, "op_id" | "obj_id"> {
  /** Null where the operation concerns nothing that is part of the state. */
  state: ServerState | null;
  inverse: Inverse | null;
}

export interface DecisionFailure {
  op_id: string;
  error: { code: string; message: string };
}

/** One message of the live feed. */
export interface LiveEvent {
  cursor: string;
  type: string;
  at: string;
  actor: { id: number; username: string } | null;
  obj_id: string | null;
  group_ids: number[];
  data: Record<string, unknown>;
}
