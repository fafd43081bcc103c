// Generated from the handlers' signatures by `make types`; do not edit.

export type Json = unknown

export type Acl = "System admin" | "Become user" | "Upload data" | "Comment" | "Annotate" | "Classify" | "Manage sources" | "Manage photometry" | "Delete bulk photometry" | "Post taxonomy" | "Delete taxonomy" | "Manage users" | "Manage groups" | "Manage teams" | "Manage instruments" | "Manage telescopes" | "Manage allocations" | "Manage observing runs" | "Manage observation plans" | "Manage shifts" | "Manage GCNs" | "Manage sharing services" | "Run Analyses" | "Manage Analysis Services" | "Manage Recurring APIs" | "Post from SEDMListener"

export type AdmissionEdit = {
  status: "pending" | "accepted" | "declined"
}

export type AdmissionId = {
  id: number
}

export type AdmissionSummary = {
  id: number
  created_at: string
  modified: string
  user_id: number
  group_id: number
  status: string
}

export type AdmissionView = {
  id: number
  created_at: string
  modified: string
  user_id: number
  group_id: number
  status: string
  user: PersonView
}

export type AltdataInfo = {
  keys: Array<Record<string, "number" | "string" | "boolean" | "object">>
}

export type AnnotationEdit = {
  origin?: string | null
  data?: Record<string, Json> | null
  group_ids?: Array<number> | null
}

export type AnnotationFeature = {
  origin: string
  key: string
  name?: string | null
}

export type AnnotationId = {
  annotation_id: number
}

export type AnnotationView = {
  id: number
  created_at: string
  modified: string
  obj_id: string
  origin: string
  data: Record<string, Json>
  author_id: number
  groups: Array<GroupView>
}

export type AuditLineView = {
  id: number
  at: string
  actor: PersonView | null
  impersonator: PersonView | null
  user: PersonView | null
  token_id: string | null
  request_id: string | null
  address: string | null
  action: string
  kind: string
  target: string
  group_id: number | null
  before: Record<string, Json> | null
  after: Record<string, Json> | null
}

export type AuditPage = {
  lines: Array<AuditLineView>
  after: number | null
  pageNumber: number
  numPerPage: number
}

export type AuditView = {
  refusals: Array<FindingView>
  warnings: Array<FindingView>
}

export type CandidateIds = {
  ids: Array<number>
}

export type CandidateName = {
  id: string
}

export type CandidateNames = {
  candidates: Array<CandidateName>
}

export type CandidatePage = {
  candidates: Array<CandidateView>
  totalMatches: number
  pageNumber: number
  numPerPage: number
  queryID: string
}

export type CandidateView = {
  id: string
  created_at: string
  modified: string
  ra: number | null
  dec: number | null
  ra_dis: number | null
  dec_dis: number | null
  ra_err: number | null
  dec_err: number | null
  offset: number
  t0: number | null
  redshift: number | null
  redshift_error: number | null
  redshift_origin: string | null
  redshift_history: Array<Json> | null
  host_id: number | null
  summary: string | null
  summary_history: Array<Json> | null
  altdata: Record<string, Json> | null
  dist_nearest_source: number | null
  mag_nearest_source: number | null
  e_mag_nearest_source: number | null
  transient: boolean
  varstar: boolean
  is_roid: boolean
  mpc_name: string | null
  tns_name: string | null
  tns_info: Record<string, Json> | null
  score: number | null
  origin: string | null
  alias: Array<string> | null
  healpix: number | null
  internal_key: string
  detect_photometry_count: number | null
  gal_lon: number | null
  gal_lat: number | null
  luminosity_distance: number | null
  dm: number | null
  angular_diameter_distance: number | null
  thumbnails: Array<ThumbnailView>
  annotations: Array<AnnotationView>
  classifications: Array<ClassificationView>
  is_source: boolean
  saved_groups: Array<SavedToView>
  rejected: RejectedView
  passing_group_ids: Array<number>
  passed_at: string | null
  last_detected_at: string | null
  tags: Array<Record<string, Json>>
  photometry?: Array<PointView>
  comments?: Array<CommentView>
}

export type Choices = {
  save?: Array<number>
  unsave?: Array<number>
  reject?: "me" | ForGroups | null
  unreject?: "me" | ForGroups | null
  classify?: Array<Label>
  reclassify?: Array<Relabel>
  unclassify?: Array<number>
}

export type ClassificationEdit = {
  obj_id?: string | null
  taxonomy_id?: number | null
  classification?: string | null
  probability?: number | null
  group_ids?: Array<number> | null
  modified?: string | null
}

export type ClassificationId = {
  classification_id: number
}

export type ClassificationPage = {
  classifications: Array<ClassificationView>
  totalMatches: number
}

export type ClassificationView = {
  id: number
  created_at: string
  modified: string
  obj_id: string
  taxonomy_id: number
  taxname: string
  classification: string
  origin: string | null
  probability: number | null
  ml: boolean
  author_id: number
  author_name: string
  version: number
  groups: Array<GroupView>
}

export type CommentEdit = {
  text?: string | null
  group_ids?: Array<number> | null
}

export type CommentId = {
  comment_id: number
}

export type CommentView = {
  id: number
  created_at: string
  modified: string
  obj_id: string
  text: string
  origin: string | null
  bot: boolean
  system: boolean
  channel: string | null
  author_id: number
  author: PersonView
  groups: Array<GroupView>
  resourceType: string
}

export type CommitView = {
  sha: string
  time: string
  subject: string
}

export type ConfigView = {
  slackPreamble: string
  invitationsEnabled: boolean
  cosmology: string
  cosmologyParams: Array<ParameterView>
  cosmoref: string
  allowedAllocationTypes: Array<string>
  allowedSpectrumTypes: Array<string>
  defaultSpectrumType: string
  gcnNoticeTypes: Array<string>
  gcnSummaryAcknowledgements: Array<string>
  maxNumDaysUsingLocalization: number
  allowedRecurringAPIMethods: Array<string>
  classificationsClasses: Record<string, string>
  tnsAllowedInstruments: Array<string>
  allowedInstrumentsForSharing: Array<string>
  gcnTagsClasses: Record<string, string>
  colorPalette: Array<string>
  bandpassesColors: Record<string, [number, number, number]>
  bandpassesWavelengths: Record<string, number>
  usePinecone: boolean
  usePhotometryValidation: boolean
  openai_summary_apikey_set: boolean
  openai_summary_parameters: Record<string, string>
}

export type DatasetEdit = {
  name?: string | null
  description?: string | null
  licence?: string | null
}

export type DatasetId = {
  id: number
}

export type DatasetList = {
  datasets: Array<DatasetView>
}

export type DatasetView = {
  id: number
  name: string
  slug: string
  group_id: number
  description: string
  licence: string
  created_by_id: number
  created_at: string
  modified: string
  versions: Array<VersionView>
}

export type DbInfoView = {
  source_table_empty: boolean
  postgres_version: string
}

export type Decided = {
  op_id: string
  obj_id: string
  state: ObjState
  inverse: Record<string, Json> | null
}

export type Decisions = {
  op_id?: string | null
  obj_id?: string | null
  set?: Choices | null
  expected?: Expected | null
  operations?: Array<Operation> | null
}

export type DemonstrationPerson = {
  username: string
  first_name: string | null
  last_name: string | null
  groups: Array<string>
}

export type DemonstrationSignIn = {
  username: string
}

export type Empty = Record<string, Json>

export type EnumTypesView = {
  ALLOWED_SPECTRUM_TYPES: Array<string>
  ALLOWED_MAGSYSTEMS: Array<string>
  ALLOWED_BANDPASSES: Array<string>
  THUMBNAIL_TYPES: Array<string>
  FOLLOWUP_PRIORITIES: Array<string>
  ALLOWED_API_CLASSNAMES: Array<string>
}

export type EventPage = {
  events: Array<Record<string, Json>>
  cursor: string
  resync: boolean
}

export type Expected = {
  saved?: Record<string, boolean>
  rejected?: Record<string, boolean>
  classifications?: Record<string, number | null>
}

export type ExplanationKinds = {
  kinds: Record<string, Array<string>>
  acls: Array<string>
}

export type ExplanationView = {
  actor: PersonView
  action: string
  kind: string
  id: string
  allowed: boolean
  complete: boolean
  decided_by: string
  steps: StepView
}

export type FeatureClause = {
  annotations?: Array<AnnotationFeature>
  columns?: Array<"redshift" | "redshift_error" | "score" | "transient" | "varstar" | "is_roid">
  light_curve?: Array<"n_points" | "n_detections" | "first_mjd" | "last_mjd">
}

export type FileView = {
  path: string
  size: number
  sha256: string
}

export type FilterEdit = {
  name?: string | null
  altdata?: Record<string, Json> | null
  autosave?: boolean | null
  group_id?: number | null
  stream_id?: number | null
  modified?: string | null
}

export type FilterId = {
  id: number
}

export type FilterView = {
  id: number
  created_at: string
  modified: string
  name: string
  stream_id: number
  group_id: number
  altdata: Record<string, Json> | null
  broker_id: number | null
  autosave: boolean
}

export type FindingView = {
  code: string
  message: string
  count: number
  examples: Array<string>
}

export type ForGroups = {
  groups: Array<number>
}

export type GroupDetail = {
  id: number
  created_at: string
  modified: string
  name: string
  nickname: string | null
  description: string | null
  private: boolean
  auto_accept_requests: boolean
  single_user_group: boolean
  archived_at: string | null
  users?: Array<MemberView>
  streams?: Array<StreamView>
  filters?: Array<FilterView>
}

export type GroupEdit = {
  name?: string | null
  nickname?: string | null
  description?: string | null
  private?: boolean | null
  auto_accept_requests?: boolean | null
  modified?: string | null
}

export type GroupId = {
  id: number
}

export type GroupLists = {
  user_groups: Array<GroupView>
  user_accessible_groups: Array<GroupView>
  all_groups: Array<ListedGroup>
}

export type GroupRemoval = {
  archived?: boolean
}

export type GroupStreamView = {
  group_id: number
  stream_id: number
}

export type GroupView = {
  id: number
  created_at: string
  modified: string
  name: string
  nickname: string | null
  description: string | null
  private: boolean
  auto_accept_requests: boolean
  single_user_group: boolean
  archived_at: string | null
}

export type HolderView = {
  stream_id: number
  user_id: number
}

export type InvitationBanner = {
  invited_by: string
  groups: Array<string>
  expires_at: string
}

export type InvitationEdit = {
  groupIDs?: Array<number> | null
  streamIDs?: Array<number> | null
  role?: "Full user" | "View only" | null
}

export type InvitationId = {
  id: number
  url?: string
}

export type InvitationPage = {
  invitations: Array<InvitationView>
  totalMatches: number
}

export type InvitationView = {
  id: number
  created_at: string
  modified: string
  user_email: string
  role_id: string
  admin_for_groups: Array<boolean>
  can_save_to_groups: Array<boolean>
  can_share_photometry_for_groups: Array<boolean>
  user_expiration_date: string | null
  expires_at: string
  used: boolean
  status: "pending" | "used" | "expired"
  groups: Array<GroupView>
  streams: Array<StreamView>
  invited_by: PersonView
}

export type InvitedSignIn = {
  token: string
  username: string
}

export type Label = {
  taxonomy_id: number
  classification: string
  probability?: number | null
  origin?: string | null
  ml?: boolean
  group_ids?: Array<number> | null
}

export type LabelClause = {
  taxonomy_id: number
  classes?: Array<string> | null
  depth?: number | null
  policy?: "latest" | "majority"
  min_votes?: number
  votes?: "both" | "humans_only" | "ml_only"
  min_probability?: number | null
  conflict?: "drop" | "own_class" | "fail"
}

export type LightCurveView = {
  mjd: Array<number>
  mag: Array<number | null>
  magerr: Array<number | null>
  limiting_mag: Array<number | null>
  band: Array<number>
}

export type LightCurvesView = {
  light_curves: Record<string, LightCurveView>
  bands: Array<string>
}

export type LinkSignIn = {
  token: string
}

export type ListedGroup = {
  id: number
  created_at: string
  modified: string
  name: string
  nickname: string | null
  description: string | null
  private: boolean
  auto_accept_requests: boolean
  single_user_group: boolean
  archived_at: string | null
  streams: Array<StreamView>
}

export type ListedPerson = {
  id: number
  username: string
  first_name: string | null
  last_name: string | null
  created_at: string
  modified: string
  bio: string | null
  affiliations: Array<string>
  contact_email: string | null
  contact_phone: string | null
  oauth_uid: string | null
  is_bot: boolean
  expiration_date: string | null
  roles: Array<string>
  acls: Array<string>
  permissions: Array<string>
  gravatar_url: string | null
  groups: Array<GroupView>
  streams?: Array<StreamView>
}

export type MemberEdit = {
  userID: number
  admin?: boolean | null
  canSave?: boolean | null
  canSharePhotometry?: boolean | null
}

export type MemberView = {
  id: number
  username: string
  first_name: string | null
  last_name: string | null
  contact_email: string | null
  contact_phone: string | null
  oauth_uid: string | null
  admin: boolean
  can_save: boolean
  can_share_photometry: boolean
}

export type MembershipView = {
  group_id: number
  user_id: number
  admin: boolean
}

export type NewAcls = {
  aclIds: Array<Acl>
}

export type NewAdmission = {
  groupID: number
  userID: number
}

export type NewAnnotation = {
  origin: string
  data: Record<string, Json>
  group_ids?: Array<number> | null
}

export type NewCandidate = {
  ra?: number | null
  dec?: number | null
  ra_err?: number | null
  dec_err?: number | null
  ra_dis?: number | null
  dec_dis?: number | null
  t0?: number | null
  redshift?: number | null
  redshift_error?: number | null
  redshift_origin?: string | null
  summary?: string | null
  altdata?: Record<string, Json> | null
  transient?: boolean
  varstar?: boolean
  is_roid?: boolean
  mpc_name?: string | null
  tns_name?: string | null
  score?: number | null
  origin?: string | null
  alias?: Array<string> | null
  dist_nearest_source?: number | null
  mag_nearest_source?: number | null
  e_mag_nearest_source?: number | null
  id: string
  filter_ids: Array<number>
  passed_at: string
  passing_alert_id?: number | null
}

export type NewClassification = {
  obj_id: string
  taxonomy_id: number
  classification: string
  probability?: number | null
  origin?: string | null
  ml?: boolean
  group_ids?: Array<number> | null
}

export type NewComment = {
  text: string
  group_ids?: Array<number> | null
  attachment?: null
}

export type NewDataset = {
  name: string
  group_id: number
  slug?: string | null
  description?: string
  licence?: string
}

export type NewFilter = {
  name: string
  stream_id: number
  group_id: number
  altdata?: Record<string, Json> | null
  broker_id?: number | null
  autosave?: boolean
}

export type NewGroup = {
  name: string
  nickname?: string | null
  description?: string | null
  private?: boolean
  auto_accept_requests?: boolean
  group_admins?: Array<number> | null
}

export type NewGroupStream = {
  stream_id: number
}

export type NewHolder = {
  user_id: number
}

export type NewImpersonation = {
  user_id: number
}

export type NewInvitation = {
  userEmail: string
  groupIDs?: Array<number>
  streamIDs?: Array<number> | null
  role?: "Full user" | "View only"
  groupAdmin?: Array<boolean> | null
  canSave?: Array<boolean> | null
  canSharePhotometry?: Array<boolean> | null
  userExpirationDate?: string | null
}

export type NewMember = {
  userID: number
  admin?: boolean
  canSave?: boolean
  canSharePhotometry?: boolean
}

export type NewMembers = {
  user_ids: Array<number>
}

export type NewRoles = {
  roleIds: Array<Role>
}

export type NewSource = {
  ra?: number | null
  dec?: number | null
  ra_err?: number | null
  dec_err?: number | null
  ra_dis?: number | null
  dec_dis?: number | null
  t0?: number | null
  redshift?: number | null
  redshift_error?: number | null
  redshift_origin?: string | null
  summary?: string | null
  altdata?: Record<string, Json> | null
  transient?: boolean
  varstar?: boolean
  is_roid?: boolean
  mpc_name?: string | null
  tns_name?: string | null
  score?: number | null
  origin?: string | null
  alias?: Array<string> | null
  dist_nearest_source?: number | null
  mag_nearest_source?: number | null
  e_mag_nearest_source?: number | null
  id: string
  group_ids?: Array<number> | null
  ignore_if_in_group_ids?: Record<string, Array<number>>
}

export type NewStream = {
  name: string
  altdata?: Record<string, Json> | null
  auto_join?: boolean
}

export type NewTaxonomy = {
  name: string
  version: string
  hierarchy: Record<string, Json>
  group_ids?: Array<number> | null
  provenance?: string | null
  isLatest?: boolean
}

export type NewTeam = {
  name: string
  description?: string | null
  primary_color?: string | null
  logo_url?: string | null
  group_ids?: Array<number>
}

export type NewToken = {
  name: string
  acls: Array<string>
  user_id?: number | null
  group_ids?: Array<number> | null
  expires_at?: string | null
}

export type NewUser = {
  username: string
  first_name?: string | null
  last_name?: string | null
  affiliations?: Array<string>
  contact_email?: string | null
  contact_phone?: string | null
  oauth_uid?: string | null
  roles?: Array<Role>
  groupIDsAndAdmin?: Array<[number, boolean]>
}

export type NotificationEdit = {
  viewed: boolean
}

export type NotificationView = {
  id: number
  created_at: string
  modified: string
  user_id: number
  text: string
  notification_type: string
  viewed: boolean
  url: string | null
}

export type ObjState = {
  saved: Array<SavedState>
  rejected: RejectedView
  classifications: Array<ClassificationView>
}

export type ObjectClause = {
  saved_after?: string | null
  saved_before?: string | null
}

export type Operation = {
  op_id: string
  obj_id: string
  set: Choices
  expected?: Expected | null
}

export type Palette = {
  classes?: Array<PaletteClass>
  reject_scope?: "me" | "group"
  auto_advance?: boolean
}

export type PaletteClass = {
  key: string
  taxonomy_id: number
  classification: string
  label?: string | null
}

export type PaletteView = {
  classes: Array<Record<string, Json>>
  reject_scope: string
  auto_advance: boolean
}

export type ParameterView = {
  name: string
  value: string
}

export type PersonDetail = {
  id: number
  username: string
  first_name: string | null
  last_name: string | null
  created_at: string
  modified: string
  bio: string | null
  affiliations: Array<string>
  contact_email: string | null
  contact_phone: string | null
  oauth_uid: string | null
  is_bot: boolean
  expiration_date: string | null
  roles: Array<string>
  acls: Array<string>
  permissions: Array<string>
}

export type PersonEdit = {
  username?: string | null
  first_name?: string | null
  last_name?: string | null
  affiliations?: Array<string>
  contact_email?: string | null
  contact_phone?: string | null
  bio?: string | null
  is_bot?: boolean | null
  expirationDate?: string | null
}

export type PersonId = {
  id: number
}

export type PersonPage = {
  users: Array<ListedPerson>
  totalMatches: number
}

export type PersonView = {
  id: number
  username: string
  first_name: string | null
  last_name: string | null
}

export type PointView = {
  id: number
  created_at: string
  obj_id: string
  ra: number | null
  dec: number | null
  filter: string
  mjd: number
  snr: number | null
  instrument_id: number
  instrument_name: string
  origin: string
  altdata: Record<string, Json> | null
  groups: Array<GroupView>
  annotations: Array<Record<string, Json>>
  magsys?: string
  mag?: number | null
  magerr?: number | null
  limiting_mag?: number | null
  flux?: number | null
  fluxerr?: number
  zp?: number
}

export type PreviewView = {
  n_rows: number
  n_groups: number
  classes: Record<string, number>
  splits: Record<string, Record<string, number>>
  conflicts: number
  disagreements: number
  left_out: Record<string, number>
  warnings: Array<string>
  refusals: Array<string>
  audit: AuditView
  streams: Array<string>
  first_rows: Array<Record<string, Json>>
}

export type ProfileEdit = {
  username?: string | null
  first_name?: string | null
  last_name?: string | null
  affiliations?: Array<string>
  contact_email?: string | null
  contact_phone?: string | null
  bio?: string | null
  is_bot?: boolean | null
  preferences?: Record<string, Json>
}

export type ProfileView = {
  id: number
  username: string
  first_name: string | null
  last_name: string | null
  created_at: string
  modified: string
  bio: string | null
  affiliations: Array<string>
  contact_email: string | null
  contact_phone: string | null
  oauth_uid: string | null
  is_bot: boolean
  expiration_date: string | null
  roles: Array<string>
  acls: Array<string>
  permissions: Array<string>
  preferences: Record<string, Json>
  gravatar_url: string | null
  tokens: Array<TokenSummary>
  groupAdmissionRequests: Array<AdmissionSummary>
  streams: Array<StreamView>
  is_anonymous: boolean
  supporter: Supporter | null
  admin_group_ids: Array<number>
}

export type ProviderChoice = {
  name: string
  title: string
}

export type RecentSource = {
  obj_id: string
  ra: number | null
  dec: number | null
  tns_name: string | null
  thumbnails: Array<ThumbnailView>
  classifications: Array<ClassificationView>
  created_at: string
  resaved: boolean
  groups: Array<GroupView>
}

export type Recipe = {
  recipe_version?: 1
  objects?: ObjectClause
  label: LabelClause
  features?: FeatureClause
  split?: SplitClause
  allow_empty_classes?: boolean
}

export type RecipeBody = {
  recipe: Recipe
}

export type Refused = {
  code: string
  message: string
  fields: Record<string, string>
}

export type RejectedView = {
  me: boolean
  groups: Array<number>
}

export type Relabel = {
  id: number
  classification: string
  probability?: number | null
}

export type Result = {
  op_id: string
  obj_id?: string
  state?: ObjState
  inverse?: Record<string, Json> | null
  error?: Refused
}

export type Results = {
  results: Array<Result>
}

export type Role = "Super admin" | "Group admin" | "Full user" | "View only"

export type RoleView = {
  id: string
  acls: Array<string>
}

export type SavedGroupView = {
  id: number
  created_at: string
  modified: string
  name: string
  nickname: string | null
  description: string | null
  private: boolean
  auto_accept_requests: boolean
  single_user_group: boolean
  archived_at: string | null
  active: boolean
  requested: boolean
  saved_at: string
  saved_by: PersonView | null
}

export type SavedState = {
  group_id: number
  saved_by: PersonView | null
  saved_at: string
}

export type SavedToView = {
  id: number
  name: string
  saved_at: string
  saved_by: PersonView | null
}

export type SessionView = {
  id: string
  created_at: string
  seen_at: string | null
  expires_at: string
  how: string
  browser: string | null
  address: string | null
  current: boolean
}

export type SignInOptions = {
  demo_people: Array<DemonstrationPerson>
  providers: Array<ProviderChoice>
  open: boolean
  invitation: InvitationBanner | null
}

export type SocketToken = {
  token: string
}

export type SourceCount = {
  count: number
  sinceDaysAgo: number
}

export type SourceGroups = {
  fromGroupIDs: Array<number>
}

export type SourceId = {
  id: string
  saved_to_groups: Array<number>
}

export type SourcePage = {
  sources: Array<SourceView>
  totalMatches: number
  pageNumber: number
  numPerPage: number
}

export type SourceView = {
  id: string
  created_at: string
  modified: string
  ra: number | null
  dec: number | null
  ra_dis: number | null
  dec_dis: number | null
  ra_err: number | null
  dec_err: number | null
  offset: number
  t0: number | null
  redshift: number | null
  redshift_error: number | null
  redshift_origin: string | null
  redshift_history: Array<Json> | null
  host_id: number | null
  summary: string | null
  summary_history: Array<Json> | null
  altdata: Record<string, Json> | null
  dist_nearest_source: number | null
  mag_nearest_source: number | null
  e_mag_nearest_source: number | null
  transient: boolean
  varstar: boolean
  is_roid: boolean
  mpc_name: string | null
  tns_name: string | null
  tns_info: Record<string, Json> | null
  score: number | null
  origin: string | null
  alias: Array<string> | null
  healpix: number | null
  internal_key: string
  detect_photometry_count: number | null
  gal_lon: number | null
  gal_lat: number | null
  luminosity_distance: number | null
  dm: number | null
  angular_diameter_distance: number | null
  annotations?: Array<AnnotationView>
  classifications?: Array<ClassificationView>
  groups?: Array<SavedGroupView>
  thumbnails?: Array<ThumbnailView>
  comments?: Array<CommentView>
  photometry?: Array<PointView>
}

export type SplitClause = {
  mode?: "hashed" | "none"
  fractions?: Record<string, number>
  radius_arcsec?: number
  strata?: "class"
  folds?: number
  salt?: string | null
  parent?: "latest" | "none"
}

export type StepView = {
  says: string
  holds: boolean
  kind: string
  ids: Array<number>
  matching: Array<number>
  names: Array<string>
  steps: Array<StepView>
}

export type StreamDetail = {
  id: number
  created_at: string
  modified: string
  name: string
  altdata: Record<string, Json> | null
  auto_join: boolean
}

export type StreamEdit = {
  name: string
  altdata?: Record<string, Json> | null
  auto_join?: boolean | null
}

export type StreamId = {
  id: number
}

export type StreamView = {
  id: number
  name: string
}

export type Supporter = {
  id: number
  username: string
}

export type SysInfoView = {
  version: string
  build: string
  gitlog: Array<CommitView>
}

export type TaxonomyId = {
  taxonomy_id: number
}

export type TaxonomyView = {
  id: number
  created_at: string
  modified: string
  name: string
  hierarchy: Record<string, Json>
  provenance: string | null
  version: string
  isLatest: boolean
  groups: Array<GroupView>
}

export type TeamDetail = {
  id: number
  created_at: string
  modified: string
  name: string
  description: string | null
  primary_color: string | null
  logo_url: string | null
  group_ids: Array<number>
  num_members: number
  users: Array<PersonView>
}

export type TeamEdit = {
  name?: string | null
  description?: string | null
  primary_color?: string | null
  logo_url?: string | null
  group_ids?: Array<number> | null
}

export type TeamId = {
  id: number
}

export type TeamView = {
  id: number
  created_at: string
  modified: string
  name: string
  description: string | null
  primary_color: string | null
  logo_url: string | null
  group_ids: Array<number>
  num_members: number
}

export type ThumbnailView = {
  id: number
  created_at: string
  modified: string
  obj_id: string
  type: string
  public_url: string
  origin: string | null
  survey: string | null
  is_grayscale: boolean
}

export type TokenEdit = {
  name?: string | null
  acls?: Array<string> | null
  group_ids?: Array<number> | null
  expires_at?: string | null
}

export type TokenSecret = {
  token_id: string
  id: string
}

export type TokenSummary = {
  id: string
  name: string
  acls: Array<string>
  created_at: string
}

export type TokenView = {
  id: string
  created_at: string
  modified: string
  name: string
  created_by_id: number
  acls: Array<string>
  group_ids: Array<number> | null
  expires_at: string | null
  last_used_at: string | null
  former_until: string | null
}

export type Unsave = {
  group_id: number
}

export type VersionDetail = {
  number: number
  status: string
  created_at: string
  author_id: number
  as_of: string | null
  frozen_at: string | null
  content_id: string | null
  bundle_id: string | null
  n_rows: number | null
  counts: Record<string, Json> | null
  failure: string | null
  dataset_id: number
  parent: number | null
  recipe: Record<string, Json>
  stream_ids: Array<number>
  files: Array<FileView>
}

export type VersionStatus = {
  version: number
  status: string
}

export type VersionView = {
  number: number
  status: string
  created_at: string
  author_id: number
  as_of: string | null
  frozen_at: string | null
  content_id: string | null
  bundle_id: string | null
  n_rows: number | null
  counts: Record<string, Json> | null
  failure: string | null
}

export type ViewedSource = {
  obj_id: string
  ra: number | null
  dec: number | null
  tns_name: string | null
  thumbnails: Array<ThumbnailView>
  classifications: Array<ClassificationView>
  views: number
}

export interface Operations {
  "GET /api/access/explain": {
    path: Record<string, never>
    query: { actor?: string | null; action?: string | null; kind?: string | null; id?: string | null; acl?: string | null; token?: string | null }
    body: undefined
    answer: ExplanationView
  }
  "GET /api/access/kinds": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: ExplanationKinds
  }
  "GET /api/acls": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Array<string>
  }
  "GET /api/audit": {
    path: Record<string, never>
    query: { actorId?: number | null; userId?: number | null; groupID?: number | null; action?: string | null; kind?: string | null; target?: string | null; startDate?: string | null; endDate?: string | null; after?: number | null; pageNumber?: number; numPerPage?: number }
    body: undefined
    answer: AuditPage
  }
  "GET /api/audit/export": {
    path: Record<string, never>
    query: { actorId?: number | null; userId?: number | null; groupID?: number | null; action?: string | null; kind?: string | null; target?: string | null; startDate?: string | null; endDate?: string | null; after?: number | null; pageNumber?: number; numPerPage?: number; format?: "csv" | "ndjson" }
    body: undefined
    answer: Blob
  }
  "GET /api/candidates": {
    path: Record<string, never>
    query: { includePhotometry?: boolean; includeComments?: boolean; groupIDs?: Array<number>; filterIDs?: Array<number>; startDate?: string | null; endDate?: string | null; savedStatus?: "all" | "savedToAllSelected" | "savedToAnySelected" | "savedToAnyAccessible" | "notSavedToAnyAccessible" | "notSavedToAnySelected" | "notSavedToAllSelected"; classifications?: Array<string>; classificationsReject?: Array<string>; minRedshift?: number | null; maxRedshift?: number | null; listName?: string | null; listNameReject?: string | null; hideGroupRejected?: boolean; annotationFilterList?: Array<{
  origin: string
  key: string
  value?: string | number | boolean | null
  min?: number | null
  max?: number | null
}>; sortByAnnotationOrigin?: string | null; sortByAnnotationKey?: string | null; sortByAnnotationOrder?: string; objID?: string | null; nameOnly?: boolean; queryID?: string | null; pageNumber?: number; numPerPage?: number }
    body: undefined
    answer: CandidatePage | CandidateNames
  }
  "POST /api/candidates": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewCandidate
    answer: CandidateIds
  }
  "GET /api/candidates/{obj_id}": {
    path: { obj_id: string }
    query: { includePhotometry?: boolean; includeComments?: boolean }
    body: undefined
    answer: CandidateView
  }
  "HEAD /api/candidates/{obj_id}": {
    path: { obj_id: string }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "DELETE /api/candidates/{obj_id}/{filter_id}": {
    path: { obj_id: string; filter_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/classification": {
    path: Record<string, never>
    query: { startDate?: string | null; endDate?: string | null; pageNumber?: number; numPerPage?: number }
    body: undefined
    answer: ClassificationPage
  }
  "POST /api/classification": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewClassification
    answer: ClassificationId
  }
  "GET /api/classification/{classification_id}": {
    path: { classification_id: number }
    query: Record<string, never>
    body: undefined
    answer: ClassificationView
  }
  "PUT /api/classification/{classification_id}": {
    path: { classification_id: number }
    query: Record<string, never>
    body: ClassificationEdit
    answer: Empty
  }
  "DELETE /api/classification/{classification_id}": {
    path: { classification_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/config": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: ConfigView
  }
  "GET /api/cutouts/pack": {
    path: Record<string, never>
    query: { ids: Array<string> }
    body: undefined
    answer: Blob
  }
  "GET /api/datasets": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: DatasetList
  }
  "POST /api/datasets": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewDataset
    answer: DatasetId
  }
  "GET /api/datasets/{dataset_id}": {
    path: { dataset_id: number }
    query: Record<string, never>
    body: undefined
    answer: DatasetView
  }
  "PATCH /api/datasets/{dataset_id}": {
    path: { dataset_id: number }
    query: Record<string, never>
    body: DatasetEdit
    answer: DatasetView
  }
  "POST /api/datasets/{dataset_id}/preview": {
    path: { dataset_id: number }
    query: Record<string, never>
    body: RecipeBody
    answer: PreviewView
  }
  "POST /api/datasets/{dataset_id}/versions": {
    path: { dataset_id: number }
    query: Record<string, never>
    body: RecipeBody
    answer: VersionStatus
  }
  "GET /api/datasets/{dataset_id}/versions/{number}": {
    path: { dataset_id: number; number: number }
    query: Record<string, never>
    body: undefined
    answer: VersionDetail
  }
  "GET /api/datasets/{dataset_id}/versions/{number}/files/{path}": {
    path: { dataset_id: number; number: number; path: string }
    query: Record<string, never>
    body: undefined
    answer: Blob
  }
  "GET /api/datasets/{dataset_id}/versions/{number}/manifest": {
    path: { dataset_id: number; number: number }
    query: Record<string, never>
    body: undefined
    answer: Blob
  }
  "GET /api/db_stats": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Record<string, number | string | null>
  }
  "POST /api/decisions": {
    path: Record<string, never>
    query: Record<string, never>
    body: Decisions
    answer: Decided | Results
  }
  "GET /api/enum_types": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: EnumTypesView
  }
  "GET /api/events": {
    path: Record<string, never>
    query: { since?: string | null; types?: Array<string>; obj_id?: string | null; limit?: number }
    body: undefined
    answer: EventPage
  }
  "GET /api/filters": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Array<FilterView>
  }
  "POST /api/filters": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewFilter
    answer: FilterId
  }
  "GET /api/filters/{filter_id}": {
    path: { filter_id: number }
    query: Record<string, never>
    body: undefined
    answer: FilterView
  }
  "PATCH /api/filters/{filter_id}": {
    path: { filter_id: number }
    query: Record<string, never>
    body: FilterEdit
    answer: Empty
  }
  "DELETE /api/filters/{filter_id}": {
    path: { filter_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/group_admission_requests": {
    path: Record<string, never>
    query: { groupID?: number | null }
    body: undefined
    answer: Array<AdmissionView>
  }
  "POST /api/group_admission_requests": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewAdmission
    answer: AdmissionId
  }
  "GET /api/group_admission_requests/{request_id}": {
    path: { request_id: number }
    query: Record<string, never>
    body: undefined
    answer: AdmissionView
  }
  "PATCH /api/group_admission_requests/{request_id}": {
    path: { request_id: number }
    query: Record<string, never>
    body: AdmissionEdit
    answer: Empty
  }
  "DELETE /api/group_admission_requests/{request_id}": {
    path: { request_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/groups": {
    path: Record<string, never>
    query: { name?: string | null; includeSingleUserGroups?: boolean }
    body: undefined
    answer: GroupLists | Array<GroupView>
  }
  "POST /api/groups": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewGroup
    answer: GroupId
  }
  "GET /api/groups/public": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: GroupView
  }
  "GET /api/groups/{group_id}": {
    path: { group_id: number }
    query: { includeGroupUsers?: boolean }
    body: undefined
    answer: GroupDetail
  }
  "PUT /api/groups/{group_id}": {
    path: { group_id: number }
    query: Record<string, never>
    body: GroupEdit
    answer: Empty
  }
  "DELETE /api/groups/{group_id}": {
    path: { group_id: number }
    query: Record<string, never>
    body: undefined
    answer: GroupRemoval
  }
  "GET /api/groups/{group_id}/palette": {
    path: { group_id: number }
    query: Record<string, never>
    body: undefined
    answer: PaletteView
  }
  "PUT /api/groups/{group_id}/palette": {
    path: { group_id: number }
    query: Record<string, never>
    body: Palette
    answer: PaletteView
  }
  "POST /api/groups/{group_id}/streams": {
    path: { group_id: number }
    query: Record<string, never>
    body: NewGroupStream
    answer: GroupStreamView
  }
  "DELETE /api/groups/{group_id}/streams/{stream_id}": {
    path: { group_id: number; stream_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "POST /api/groups/{group_id}/users": {
    path: { group_id: number }
    query: Record<string, never>
    body: NewMember
    answer: MembershipView
  }
  "PATCH /api/groups/{group_id}/users": {
    path: { group_id: number }
    query: Record<string, never>
    body: MemberEdit
    answer: Empty
  }
  "DELETE /api/groups/{group_id}/users/{user_id}": {
    path: { group_id: number; user_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "POST /api/groups/{group_id}/usersFromGroups": {
    path: { group_id: number }
    query: Record<string, never>
    body: SourceGroups
    answer: NewMembers
  }
  "GET /api/internal/altdata_info": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: AltdataInfo
  }
  "GET /api/internal/annotations_info": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Record<string, Array<Record<string, "number" | "string" | "boolean" | "object">>>
  }
  "GET /api/internal/dbinfo": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: DbInfoView
  }
  "POST /api/internal/impersonation": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewImpersonation
    answer: Empty
  }
  "DELETE /api/internal/impersonation": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/internal/notifications": {
    path: Record<string, never>
    query: { pageNumber?: number; numPerPage?: number }
    body: undefined
    answer: Array<NotificationView>
  }
  "PATCH /api/internal/notifications/all": {
    path: Record<string, never>
    query: Record<string, never>
    body: NotificationEdit
    answer: Empty
  }
  "DELETE /api/internal/notifications/all": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/internal/notifications/{notification_id}": {
    path: { notification_id: number }
    query: Record<string, never>
    body: undefined
    answer: NotificationView
  }
  "PATCH /api/internal/notifications/{notification_id}": {
    path: { notification_id: number }
    query: Record<string, never>
    body: NotificationEdit
    answer: Empty
  }
  "DELETE /api/internal/notifications/{notification_id}": {
    path: { notification_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/internal/profile": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: ProfileView
  }
  "PATCH /api/internal/profile": {
    path: Record<string, never>
    query: Record<string, never>
    body: ProfileEdit
    answer: ProfileView
  }
  "GET /api/internal/profile/{user_id}": {
    path: { user_id: number }
    query: Record<string, never>
    body: undefined
    answer: ProfileView
  }
  "PATCH /api/internal/profile/{user_id}": {
    path: { user_id: number }
    query: Record<string, never>
    body: ProfileEdit
    answer: ProfileView
  }
  "GET /api/internal/recent_sources": {
    path: Record<string, never>
    query: { teamID?: number | null; maxNumSources?: number }
    body: undefined
    answer: Array<RecentSource>
  }
  "GET /api/internal/sessions": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Array<SessionView>
  }
  "DELETE /api/internal/sessions": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "DELETE /api/internal/sessions/{session_id}": {
    path: { session_id: string }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/internal/sign_in": {
    path: Record<string, never>
    query: { invite_token?: string }
    body: undefined
    answer: SignInOptions
  }
  "GET /api/internal/source_counts": {
    path: Record<string, never>
    query: { teamID?: number | null; sinceDaysAgo?: number }
    body: undefined
    answer: SourceCount
  }
  "GET /api/internal/source_views": {
    path: Record<string, never>
    query: { teamID?: number | null; sinceDaysAgo?: number; maxNumSources?: number }
    body: undefined
    answer: Array<ViewedSource>
  }
  "POST /api/internal/source_views/{obj_id}": {
    path: { obj_id: string }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/internal/tokens": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Array<TokenView>
  }
  "POST /api/internal/tokens": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewToken
    answer: TokenSecret
  }
  "GET /api/internal/tokens/{token_id}": {
    path: { token_id: string }
    query: Record<string, never>
    body: undefined
    answer: TokenView
  }
  "PUT /api/internal/tokens/{token_id}": {
    path: { token_id: string }
    query: Record<string, never>
    body: TokenEdit
    answer: TokenView
  }
  "DELETE /api/internal/tokens/{token_id}": {
    path: { token_id: string }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "POST /api/internal/tokens/{token_id}/rotate": {
    path: { token_id: string }
    query: Record<string, never>
    body: undefined
    answer: TokenSecret
  }
  "GET /api/invitations": {
    path: Record<string, never>
    query: { includeUsed?: boolean; email?: string | null; group?: string | null; stream?: string | null; invitedBy?: string | null; pageNumber?: number; numPerPage?: number }
    body: undefined
    answer: InvitationPage
  }
  "POST /api/invitations": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewInvitation
    answer: InvitationId
  }
  "PATCH /api/invitations/{invitation_id}": {
    path: { invitation_id: number }
    query: Record<string, never>
    body: InvitationEdit
    answer: Empty
  }
  "DELETE /api/invitations/{invitation_id}": {
    path: { invitation_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/light_curves": {
    path: Record<string, never>
    query: { ids: Array<string> }
    body: undefined
    answer: LightCurvesView
  }
  "DELETE /api/objs/{obj_id}": {
    path: { obj_id: string }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/roles": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Array<RoleView>
  }
  "GET /api/sources": {
    path: Record<string, never>
    query: { includeThumbnails?: boolean; includeComments?: boolean; includePhotometry?: boolean; group_ids?: Array<number>; sourceID?: string | null; classifications?: Array<string>; classified?: boolean; unclassified?: boolean; savedBefore?: string | null; savedAfter?: string | null; minRedshift?: number | null; maxRedshift?: number | null; sortBy?: string; sortOrder?: string; pageNumber?: number; numPerPage?: number }
    body: undefined
    answer: SourcePage
  }
  "POST /api/sources": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewSource
    answer: SourceId
  }
  "GET /api/sources/{obj_id}": {
    path: { obj_id: string }
    query: { includeThumbnails?: boolean; includeComments?: boolean; includePhotometry?: boolean }
    body: undefined
    answer: SourceView
  }
  "HEAD /api/sources/{obj_id}": {
    path: { obj_id: string }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "DELETE /api/sources/{obj_id}": {
    path: { obj_id: string }
    query: Record<string, never>
    body: Unsave
    answer: Empty
  }
  "GET /api/sources/{obj_id}/annotations": {
    path: { obj_id: string }
    query: Record<string, never>
    body: undefined
    answer: Array<AnnotationView>
  }
  "POST /api/sources/{obj_id}/annotations": {
    path: { obj_id: string }
    query: Record<string, never>
    body: NewAnnotation
    answer: AnnotationId
  }
  "GET /api/sources/{obj_id}/annotations/{annotation_id}": {
    path: { obj_id: string; annotation_id: number }
    query: Record<string, never>
    body: undefined
    answer: AnnotationView
  }
  "PUT /api/sources/{obj_id}/annotations/{annotation_id}": {
    path: { obj_id: string; annotation_id: number }
    query: Record<string, never>
    body: AnnotationEdit
    answer: Empty
  }
  "DELETE /api/sources/{obj_id}/annotations/{annotation_id}": {
    path: { obj_id: string; annotation_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/sources/{obj_id}/classifications": {
    path: { obj_id: string }
    query: Record<string, never>
    body: undefined
    answer: Array<ClassificationView>
  }
  "GET /api/sources/{obj_id}/comments": {
    path: { obj_id: string }
    query: Record<string, never>
    body: undefined
    answer: Array<CommentView>
  }
  "POST /api/sources/{obj_id}/comments": {
    path: { obj_id: string }
    query: Record<string, never>
    body: NewComment
    answer: CommentId
  }
  "GET /api/sources/{obj_id}/comments/{comment_id}": {
    path: { obj_id: string; comment_id: number }
    query: Record<string, never>
    body: undefined
    answer: CommentView
  }
  "PUT /api/sources/{obj_id}/comments/{comment_id}": {
    path: { obj_id: string; comment_id: number }
    query: Record<string, never>
    body: CommentEdit
    answer: Empty
  }
  "DELETE /api/sources/{obj_id}/comments/{comment_id}": {
    path: { obj_id: string; comment_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/sources/{obj_id}/photometry": {
    path: { obj_id: string }
    query: { format?: "mag" | "flux" | "both"; magsys?: "ab" }
    body: undefined
    answer: Array<PointView>
  }
  "GET /api/streams": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Array<StreamDetail>
  }
  "POST /api/streams": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewStream
    answer: StreamId
  }
  "GET /api/streams/{stream_id}": {
    path: { stream_id: number }
    query: Record<string, never>
    body: undefined
    answer: StreamDetail
  }
  "PATCH /api/streams/{stream_id}": {
    path: { stream_id: number }
    query: Record<string, never>
    body: StreamEdit
    answer: Empty
  }
  "DELETE /api/streams/{stream_id}": {
    path: { stream_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "POST /api/streams/{stream_id}/users": {
    path: { stream_id: number }
    query: Record<string, never>
    body: NewHolder
    answer: HolderView
  }
  "DELETE /api/streams/{stream_id}/users/{user_id}": {
    path: { stream_id: number; user_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/sysinfo": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: SysInfoView
  }
  "GET /api/taxonomy": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Array<TaxonomyView>
  }
  "POST /api/taxonomy": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewTaxonomy
    answer: TaxonomyId
  }
  "GET /api/taxonomy/{taxonomy_id}": {
    path: { taxonomy_id: number }
    query: Record<string, never>
    body: undefined
    answer: TaxonomyView
  }
  "GET /api/teams": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Array<TeamView>
  }
  "POST /api/teams": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewTeam
    answer: TeamId
  }
  "GET /api/teams/{team_id}": {
    path: { team_id: number }
    query: Record<string, never>
    body: undefined
    answer: TeamDetail
  }
  "PUT /api/teams/{team_id}": {
    path: { team_id: number }
    query: Record<string, never>
    body: TeamEdit
    answer: Empty
  }
  "PATCH /api/teams/{team_id}": {
    path: { team_id: number }
    query: Record<string, never>
    body: TeamEdit
    answer: Empty
  }
  "DELETE /api/teams/{team_id}": {
    path: { team_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /api/thumbnail/{thumbnail_id}/{beginning}.png": {
    path: { thumbnail_id: number; beginning: string }
    query: Record<string, never>
    body: undefined
    answer: Blob
  }
  "GET /api/user": {
    path: Record<string, never>
    query: { pageNumber?: number; numPerPage?: number; firstName?: string | null; lastName?: string | null; username?: string | null; email?: string | null; role?: string | null; acl?: string | null; group?: string | null; stream?: string | null; includeExpired?: boolean; sortBy?: "username" | "createdAt" | "created_at" | null; sortOrder?: "asc" | "desc" }
    body: undefined
    answer: PersonPage
  }
  "POST /api/user": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewUser
    answer: PersonId
  }
  "GET /api/user/": {
    path: Record<string, never>
    query: { pageNumber?: number; numPerPage?: number; firstName?: string | null; lastName?: string | null; username?: string | null; email?: string | null; role?: string | null; acl?: string | null; group?: string | null; stream?: string | null; includeExpired?: boolean; sortBy?: "username" | "createdAt" | "created_at" | null; sortOrder?: "asc" | "desc" }
    body: undefined
    answer: PersonPage
  }
  "POST /api/user/": {
    path: Record<string, never>
    query: Record<string, never>
    body: NewUser
    answer: PersonId
  }
  "GET /api/user/{user_id}": {
    path: { user_id: number }
    query: Record<string, never>
    body: undefined
    answer: PersonDetail
  }
  "PATCH /api/user/{user_id}": {
    path: { user_id: number }
    query: Record<string, never>
    body: PersonEdit
    answer: Empty
  }
  "DELETE /api/user/{user_id}": {
    path: { user_id: number }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "POST /api/user/{user_id}/acls": {
    path: { user_id: number }
    query: Record<string, never>
    body: NewAcls
    answer: Empty
  }
  "DELETE /api/user/{user_id}/acls/{acl}": {
    path: { user_id: number; acl: "System admin" | "Become user" | "Upload data" | "Comment" | "Annotate" | "Classify" | "Manage sources" | "Manage photometry" | "Delete bulk photometry" | "Post taxonomy" | "Delete taxonomy" | "Manage users" | "Manage groups" | "Manage teams" | "Manage instruments" | "Manage telescopes" | "Manage allocations" | "Manage observing runs" | "Manage observation plans" | "Manage shifts" | "Manage GCNs" | "Manage sharing services" | "Run Analyses" | "Manage Analysis Services" | "Manage Recurring APIs" | "Post from SEDMListener" }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "POST /api/user/{user_id}/roles": {
    path: { user_id: number }
    query: Record<string, never>
    body: NewRoles
    answer: Empty
  }
  "DELETE /api/user/{user_id}/roles/{role}": {
    path: { user_id: number; role: "Super admin" | "Group admin" | "Full user" | "View only" }
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /baselayer/logout": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Blob
  }
  "POST /baselayer/logout": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
  "GET /baselayer/profile": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: ProfileView
  }
  "GET /baselayer/socket_auth_token": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: SocketToken
  }
  "POST /login/demo": {
    path: Record<string, never>
    query: Record<string, never>
    body: DemonstrationSignIn
    answer: Empty
  }
  "POST /login/invitation": {
    path: Record<string, never>
    query: Record<string, never>
    body: InvitedSignIn
    answer: Empty
  }
  "GET /login/link": {
    path: Record<string, never>
    query: { token?: string }
    body: undefined
    answer: Blob
  }
  "POST /login/link": {
    path: Record<string, never>
    query: Record<string, never>
    body: LinkSignIn
    answer: Empty
  }
  "GET /readyz": {
    path: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Empty
  }
}
