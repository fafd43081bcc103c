/** The API's shapes: what each operation takes and gives. */

export interface Person {
  id: number;
  username: string;
  first_name?: string | null;
  last_name?: string | null;
}

export interface Profile extends Person {
  contact_email: string | null;
  is_bot: boolean;
  roles: string[];
  acls: string[];
  permissions: string[];
  preferences: Record<string, unknown>;
}

export interface DemoPerson {
  username: string;
  first_name: string | null;
  last_name: string | null;
  groups: string[];
}

export interface SignIn {
  demo_people: DemoPerson[];
}

export interface Group {
  id: number;
  name: string;
  nickname?: string | null;
  description?: string | null;
  private?: boolean;
  single_user_group?: boolean;
}

export interface Groups {
  user_groups: Group[];
  user_accessible_groups: Group[];
  all_groups: Group[];
}

export interface Member extends Person {
  admin: boolean;
  can_save: boolean;
}

export interface Stream {
  id: number;
  name: string;
}

export interface Filter {
  id: number;
  name: string;
  group_id: number;
  stream_id: number;
}

export interface GroupDetail extends Group {
  users: Member[];
  streams?: Stream[];
  filters?: Filter[];
}

export interface PaletteClass {
  key: string;
  taxonomy_id: number;
  classification: string;
  label?: string | null;
}

export interface Palette {
  classes: PaletteClass[];
  reject_scope: "me" | "group";
  auto_advance: boolean;
}

export interface TaxonomyNode {
  class: string;
  subclasses?: TaxonomyNode[];
  tags?: string[];
  "other names"?: string[];
}

export interface Taxonomy {
  id: number;
  name: string;
  version: string;
  hierarchy: TaxonomyNode;
  isLatest: boolean;
}

export interface Thumbnail {
  id: number;
  type: string;
  public_url: string;
  is_grayscale?: boolean;
}

export interface Annotation {
  id: number;
  origin: string;
  data: Record<string, unknown>;
  author_id?: number | null;
  created_at?: string;
  modified?: string;
  groups?: Group[];
}

export interface Classification {
  id: number;
  obj_id: string;
  classification: string;
  taxonomy_id: number;
  taxname?: string | null;
  probability: number | null;
  origin?: string | null;
  ml: boolean;
  author_id: number;
  author_name: string;
  created_at: string;
  modified?: string;
  version?: number;
  groups?: Group[];
}

export interface SavedGroup {
  id: number;
  name: string;
  saved_at: string | null;
  saved_by: Person | null;
}

export interface Rejected {
  me: boolean;
  groups: number[];
}

export interface Comment {
  id: number;
  text: string;
  author_id: number;
  author?: Person;
  obj_id: string;
  bot?: boolean;
  created_at: string;
  modified?: string;
  groups?: Group[];
}

export interface PhotometryPoint {
  id: number;
  mjd: number;
  mag: number | null;
  magerr: number | null;
  limiting_mag: number | null;
  filter: string;
  instrument_name?: string | null;
  origin?: string | null;
}

export interface Obj {
  id: string;
  ra: number;
  dec: number;
  redshift: number | null;
  origin?: string | null;
  alias?: string[] | string | null;
  altdata?: unknown;
  score: number | null;
  internal_key?: string;
  created_at?: string;
  modified?: string;
  thumbnails?: Thumbnail[];
  annotations?: Annotation[];
  classifications?: Classification[];
  last_detected_at?: string | null;
  gal_lon?: number | null;
  gal_lat?: number | null;
  luminosity_distance?: number | null;
  dm?: number | null;
  angular_diameter_distance?: number | null;
  tags?: unknown[];
}

export interface Candidate extends Obj {
  is_source: boolean;
  saved_groups?: SavedGroup[];
  rejected?: Rejected;
  passing_group_ids: number[];
  passed_at: string | null;
  comments?: Comment[];
}

export interface Candidates {
  candidates: Candidate[];
  totalMatches: number;
  pageNumber: number;
  numPerPage: number;
  queryID: string;
}

export interface SourceGroup extends Group {
  active?: boolean;
  requested?: boolean;
  saved_at?: string | null;
  saved_by?: Person | null;
}

export interface Source extends Obj {
  groups: SourceGroup[];
  comments?: Comment[];
  photometry?: PhotometryPoint[];
  rejected?: Rejected;
}

export interface Sources {
  sources: Source[];
  totalMatches: number;
  pageNumber: number;
  numPerPage: number;
}

export interface LightCurveColumns {
  mjd: number[];
  mag: (number | null)[];
  magerr: (number | null)[];
  limiting_mag: (number | null)[];
  band: number[];
}

export interface LightCurves {
  light_curves: Record<string, LightCurveColumns>;
  bands: string[];
  instruments: string[];
}

export interface NewClass {
  taxonomy_id: number;
  classification: string;
  probability?: number | null;
  group_ids?: number[];
}

export type RejectScope = "me" | { groups: number[] };

export interface DecisionSet {
  save?: number[];
  unsave?: number[];
  reject?: RejectScope;
  unreject?: RejectScope;
  classify?: NewClass[];
  unclassify?: number[];
  reclassify?: { id: number; classification: string; probability?: number | null }[];
  comment?: { text: string; group_ids?: number[] };
}

export interface Operation {
  op_id: string;
  obj_id: string;
  set: DecisionSet;
  expected?: unknown;
}

export interface ServerState {
  saved: { group_id: number; saved_by: Person | number | null; saved_at: string | null }[];
  rejected: Rejected;
  classifications: Classification[];
}

export interface Inverse {
  obj_id: string;
  set: DecisionSet;
  expected?: unknown;
}

export interface Decision {
  op_id: string;
  obj_id: string;
  /** Null where the operation concerns nothing that is part of the state. */
  state: ServerState | null;
  inverse: Inverse | null;
}

export interface DecisionFailure {
  op_id: string;
  error: { code: string; message: string; fields?: unknown };
}

export interface Decisions {
  results: (Decision | DecisionFailure)[];
}

export interface DatasetVersion {
  number: number;
  status: string;
  content_id: string | null;
  n_rows: number | null;
  frozen_at: string | null;
  files?: { path: string; size: number; sha256?: string }[];
}

export interface Dataset {
  id: number;
  name: string;
  slug: string;
  group_id: number;
  description: string | null;
  licence: string | null;
  created_at: string;
  versions: DatasetVersion[];
}

export interface Recipe {
  [key: string]: unknown;
}

export interface Preview {
  n_rows: number;
  classes: Record<string, number>;
  splits: Record<string, Record<string, number>>;
  conflicts: number | unknown[];
  warnings: string[];
  refusals: string[];
  first_rows: Record<string, unknown>[];
}

export interface Manifest {
  files?: { path: string; size: number; sha256: string }[] | Record<string, { size: number; sha256: string }>;
  [key: string]: unknown;
}

export interface LiveEvent {
  cursor: string;
  type: string;
  at: string;
  actor: { id: number; username: string } | null;
  obj_id: string | null;
  group_ids: number[];
  data: Record<string, unknown>;
}

type Query = Record<string, string | number | boolean | null | undefined>;
interface ById {
  id: number | string;
}
type Nothing = Record<string, never>;

export interface Operations {
  "GET /api/internal/sign_in": { data: SignIn };
  "POST /login/demo": { body: { username: string }; data: Nothing };
  "POST /baselayer/logout": { body: Nothing; data: Nothing };
  "GET /baselayer/socket_auth_token": { data: { token: string } };
  "GET /api/internal/profile": { data: Profile };
  "GET /api/groups": { data: Groups };
  "GET /api/groups/{id}": { path: ById; data: GroupDetail };
  "GET /api/groups/{id}/palette": { path: ById; data: Palette };
  "PUT /api/groups/{id}/palette": { path: ById; body: Palette; data: Nothing };
  "GET /api/filters": { data: Filter[] };
  "GET /api/taxonomy": { data: Taxonomy[] };
  "GET /api/candidates": { query: Query; data: Candidates };
  "GET /api/light_curves": { query: { ids: string }; data: LightCurves };
  "GET /api/sources": { query: Query; data: Sources };
  "GET /api/sources/{id}": { path: ById; query?: Query; data: Source };
  "GET /api/sources/{id}/photometry": { path: ById; query?: Query; data: PhotometryPoint[] };
  "GET /api/sources/{id}/comments": { path: ById; data: Comment[] };
  "GET /api/sources/{id}/annotations": { path: ById; data: Annotation[] };
  "GET /api/sources/{id}/classifications": { path: ById; data: Classification[] };
  "POST /api/sources/{id}/comments": {
    path: ById;
    body: { text: string; group_ids?: number[] };
    data: { comment_id: number };
  };
  "DELETE /api/sources/{id}/comments/{comment_id}": {
    path: ById & { comment_id: number };
    data: Nothing;
  };
  "POST /api/decisions": {
    body: Operation | { operations: Operation[] };
    data: Decision | Decisions;
  };
  "GET /api/datasets": { data: { datasets: Dataset[] } };
  "POST /api/datasets": {
    body: { name: string; group_id: number; description?: string; licence?: string };
    data: { id: number };
  };
  "GET /api/datasets/{id}": { path: ById; data: Dataset };
  "POST /api/datasets/{id}/preview": { path: ById; body: { recipe: Recipe }; data: Preview };
  "POST /api/datasets/{id}/versions": {
    path: ById;
    body: { recipe: Recipe };
    data: { version: number; status: string };
  };
  "GET /api/datasets/{id}/versions/{number}": {
    path: ById & { number: number };
    data: DatasetVersion;
  };
  "GET /api/datasets/{id}/versions/{number}/manifest": {
    path: ById & { number: number };
    data: Manifest;
  };
}
