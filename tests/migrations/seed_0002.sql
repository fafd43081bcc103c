set local session_replication_role = replica;

select ensure_alerts_partition(2461363.5);

insert into "alerts" ("id", "created_at", "modified", "jd", "survey", "candid", "obj_id", "stream_id", "properties", "packet") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', '2461363.5', 'ztf', '1', 'ZTF26public1', '1', '{}', '0000000000000000000000000000000000000000000000000000000000000000'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '2461363.5', 'ztf', '2', 'ZTF26public1', '3', '{}', '0000000000000000000000000000000000000000000000000000000000000000'),
('3', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '2461363.5', 'ztf', '3', 'ZTF26unseen', '1', '{}', '0000000000000000000000000000000000000000000000000000000000000000');

insert into "annotations" ("id", "created_at", "modified", "obj_id", "origin", "data", "author_id", "group_ids") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', 'ZTF26public1', 'ours', '{}', '1', '{2}'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26public1', 'a', '{}', '5', '{10}'),
('3', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26unseen', 'b', '{}', '5', '{2}');

insert into "audit" ("id", "at", "actor_id", "impersonator_id", "token_id", "request_id", "address", "action", "kind", "target", "group_id", "before", "after") values
('1', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '1', NULL, 'null', '{"role": "Full user", "username": "member"}'),
('10', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'token', 'e5e9cf88-0db7-47b0-b172-61cadc66bf1e', NULL, 'null', '{"acls": ["Annotate", "Classify", "Comment", "Manage observing runs", "Run Analyses", "Upload data"], "name": "test"}'),
('11', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '6', NULL, 'null', '{"role": "Super admin", "username": "admin"}'),
('12', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'token', 'a70341dc-9d67-4ad4-9df3-575cf92adb04', NULL, 'null', '{"acls": ["Annotate", "Become user", "Classify", "Comment", "Delete bulk photometry", "Delete taxonomy", "Manage Analysis Services", "Manage GCNs", "Manage Recurring APIs", "Manage allocations", "Manage groups", "Manage instruments", "Manage observation plans", "Manage observing runs", "Manage photometry", "Manage sharing services", "Manage shifts", "Manage sources", "Manage teams", "Manage telescopes", "Manage users", "Post from SEDMListener", "Post taxonomy", "Run Analyses", "System admin", "Upload data"], "name": "test"}'),
('13', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'post', 'taxonomy', '1', NULL, 'null', '{"name": "Classes", "version": "1"}'),
('14', '2026-11-20 20:12:42.512898', '1', NULL, NULL, 'test', NULL, 'make sign-in link', 'user', '1', NULL, 'null', 'null'),
('2', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'token', 'fcd4872a-ab2f-4119-a9e2-fe0b37200ec9', NULL, 'null', '{"acls": ["Annotate", "Classify", "Comment", "Manage observing runs", "Run Analyses", "Upload data"], "name": "test"}'),
('3', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '2', NULL, 'null', '{"role": "Full user", "username": "colleague"}'),
('4', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'token', 'dbabdeee-2824-4c4a-a62a-79327ed70491', NULL, 'null', '{"acls": ["Annotate", "Classify", "Comment", "Manage observing runs", "Run Analyses", "Upload data"], "name": "test"}'),
('5', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '3', NULL, 'null', '{"role": "Group admin", "username": "group_admin"}'),
('6', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'token', 'b2844844-f278-4ad0-bcb0-e039d7790243', NULL, 'null', '{"acls": ["Annotate", "Classify", "Comment", "Manage Analysis Services", "Manage GCNs", "Manage Recurring APIs", "Manage observing runs", "Manage shifts", "Manage sources", "Manage teams", "Manage users", "Post taxonomy", "Run Analyses", "Upload data"], "name": "test"}'),
('7', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '4', NULL, 'null', '{"role": "View only", "username": "viewer"}'),
('8', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'token', '58700b76-2717-4fd6-8f50-63a7e2b5d3e8', NULL, 'null', '{"acls": [], "name": "test"}'),
('9', '2026-11-20 20:12:42.055703', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '5', NULL, 'null', '{"role": "Full user", "username": "outsider"}');

insert into "candidate_queries" ("created_at", "modified", "id", "user_id", "obj_ids", "filter_ids", "expires_at") values
('2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', '00000000-0000-0000-0000-000000000007', '1', '{}', '{}', '2026-11-20 21:12:42.442763');

insert into "candidates" ("id", "created_at", "modified", "obj_id", "filter_id", "passed_at", "passing_alert_id", "uploader_id", "kind", "measurements") values
('1', '2026-11-20 20:12:42.346042', '2026-11-20 20:12:42.346042', 'ZTF26cand1', '1', '2026-11-19 04:00:00', NULL, '1', 'optical alert', NULL),
('2', '2026-11-20 20:12:42.379194', '2026-11-20 20:12:42.379194', 'ZTF26hidden2', '2', '2026-11-19 04:00:00', NULL, '5', 'optical alert', NULL);

insert into "classifications" ("id", "created_at", "modified", "obj_id", "taxonomy_id", "classification", "origin", "probability", "ml", "author_id", "author_name", "group_ids", "version") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', 'ZTF26public1', '1', 'Ia', NULL, NULL, 'false', '1', 'x', '{2}', '1'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26public1', '1', 'Ia', NULL, NULL, 'false', '5', 'x', '{10}', '1'),
('3', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26unseen', '1', 'Ia', NULL, NULL, 'false', '5', 'x', '{2}', '1'),
('4', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26public1', '2', 'Ia', NULL, NULL, 'false', '5', 'x', '{2}', '1'),
('5', '2026-11-20 20:12:42.512898', '2026-11-20 20:12:42.512898', 'ZTF26public1', '1', 'AGN', NULL, NULL, 'false', '1', 'member', '{2}', '2');

insert into "comments" ("id", "created_at", "modified", "obj_id", "text", "origin", "bot", "system", "channel", "author_id", "group_ids") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', 'ZTF26public1', 'x', NULL, 'false', 'false', NULL, '1', '{2}'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26public1', 'x', NULL, 'false', 'false', NULL, '5', '{10}'),
('3', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26unseen', 'x', NULL, 'false', 'false', NULL, '5', '{2}');

insert into "dataset_files" ("version_id", "path", "size", "blob") values
('1', 'data.parquet', '1', '0000000000000000000000000000000000000000000000000000000000000000');

insert into "dataset_members" ("version_id", "example_id", "obj_id", "digest", "label", "split", "group_key") values
('1', '00000000-0000-0000-0000-000000000001', 'ZTF26public1', '0000000000000000000000000000000000000000000000000000000000000000', 'Ia', 'train', 'ZTF26public1');

insert into "dataset_versions" ("id", "created_at", "modified", "dataset_id", "number", "status", "recipe", "parent_id", "author_id", "failure", "as_of", "frozen_at", "release_at", "content_id", "bundle_id", "n_rows", "counts", "stream_ids") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.542652', '1', '1', 'frozen', '{}', NULL, '1', NULL, NULL, '2026-11-20 20:12:42.545908', NULL, '0000000000000000000000000000000000000000000000000000000000000000', NULL, NULL, NULL, '{1}'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '1', '2', 'draft', '{}', NULL, '5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{1,2}'),
('3', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '2', '1', 'draft', '{}', NULL, '5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{1}');

insert into "datasets" ("id", "created_at", "modified", "group_id", "name", "slug", "description", "licence", "salt", "created_by_id") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', '2', 'x', 'x', '', 'CC-BY-4.0', 'x', '1'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '10', 'y', 'y', '', 'CC-BY-4.0', 'y', '5');

insert into "decisions" ("created_at", "modified", "op_id", "user_id", "request_hash", "answer") values
('2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', '00000000-0000-0000-0000-000000000007', '1', '', '{}');

insert into "events" ("id", "epoch", "xid", "at", "type", "actor_id", "obj_id", "taxonomy_id", "any_groups", "any_streams", "any_users", "any_filters", "all_streams", "payload") values
('1', '1', '757', '2026-11-20 20:12:42.055703', 'taxonomy.changed', NULL, NULL, NULL, '{2,3}', '{}', '{}', '{}', '{}', '{"taxonomy_id": 1}'),
('2', '1', '758', '2026-11-20 20:12:42.346042', 'source.saved', '1', 'ZTF26public1', NULL, '{2}', '{}', '{}', '{}', '{}', '{"group_id": 2}'),
('3', '1', '758', '2026-11-20 20:12:42.346042', 'candidate.posted', '1', NULL, NULL, '{}', '{}', '{}', '{1}', '{}', '{"count": 1, "obj_ids": ["ZTF26cand1"], "filter_id": 1}'),
('4', '1', '759', '2026-11-20 20:12:42.379194', 'source.saved', '5', 'ZTF26hidden1', NULL, '{3}', '{}', '{}', '{}', '{}', '{"group_id": 3}'),
('5', '1', '759', '2026-11-20 20:12:42.379194', 'candidate.posted', '5', NULL, NULL, '{}', '{}', '{}', '{2}', '{}', '{"count": 1, "obj_ids": ["ZTF26hidden2"], "filter_id": 2}'),
('6', '1', '763', '2026-11-20 20:12:42.512898', 'classification.created', '1', 'ZTF26public1', '1', '{2}', '{}', '{}', '{}', '{}', '{"version": 1, "probability": null, "taxonomy_id": 1, "classification": "Ia", "classification_id": 5}'),
('7', '1', '763', '2026-11-20 20:12:42.512898', 'classification.updated', '1', 'ZTF26public1', '1', '{2}', '{}', '{}', '{}', '{}', '{"version": 2, "probability": null, "taxonomy_id": 1, "classification": "AGN", "classification_id": 5}');

insert into "filters" ("id", "created_at", "modified", "name", "stream_id", "group_id", "altdata", "broker_id", "autosave") values
('1', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'bright', '1', '2', NULL, NULL, 'false'),
('2', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'faint', '2', '3', NULL, NULL, 'false');

insert into "group_streams" ("id", "created_at", "modified", "group_id", "stream_id") values
('1', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '2', '1'),
('2', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '3', '2');

insert into "group_users" ("id", "created_at", "modified", "group_id", "user_id", "admin", "can_save", "can_share_photometry") values
('1', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '4', '1', 'true', 'true', 'false'),
('10', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '7', '4', 'true', 'true', 'false'),
('11', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '4', 'false', 'true', 'false'),
('12', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.397872', '2', '4', 'false', 'false', 'false'),
('13', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '8', '5', 'true', 'true', 'false'),
('14', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '5', 'false', 'true', 'false'),
('15', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '3', '5', 'true', 'true', 'false'),
('16', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '9', '6', 'true', 'true', 'false'),
('17', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '6', 'false', 'true', 'false'),
('18', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '11', '1', 'false', 'true', 'false'),
('19', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '11', '2', 'false', 'true', 'false'),
('2', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '1', 'false', 'true', 'false'),
('20', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '11', '3', 'false', 'true', 'false'),
('21', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '11', '4', 'false', 'true', 'false'),
('3', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '2', '1', 'false', 'true', 'false'),
('4', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '5', '2', 'true', 'true', 'false'),
('5', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '2', 'false', 'true', 'false'),
('6', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '2', '2', 'false', 'true', 'false'),
('7', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '6', '3', 'true', 'true', 'false'),
('8', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '3', 'false', 'true', 'false'),
('9', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '2', '3', 'true', 'true', 'false');

insert into "groups" ("id", "created_at", "modified", "name", "nickname", "description", "private", "auto_accept_requests", "single_user_group", "sitewide", "palette") values
('1', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'Sitewide Group', NULL, NULL, 'false', 'false', 'false', 'true', NULL),
('10', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'nobody''s', NULL, NULL, 'false', 'false', 'false', 'false', NULL),
('11', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'private', NULL, NULL, 'true', 'false', 'false', 'false', NULL),
('2', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'Ours', NULL, NULL, 'false', 'false', 'false', 'false', NULL),
('3', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'Theirs', NULL, NULL, 'false', 'false', 'false', 'false', NULL),
('4', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'member', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('5', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'colleague', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('6', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'group_admin', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('7', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'viewer', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('8', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'outsider', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('9', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'admin', NULL, NULL, 'false', 'false', 'true', 'false', NULL);

insert into "instruments" ("id", "created_at", "modified", "name", "type", "band", "telescope_id", "filters") values
('1', '2026-11-20 20:12:42.397872', '2026-11-20 20:12:42.397872', 'ZTF', 'imager', NULL, '1', '{ztfg}');

insert into "label_log" ("id", "at", "classification_id", "version", "operation", "obj_id", "before", "after", "taxonomy_hash", "actor_id", "token_id", "client", "queue", "blind", "scores_shown") values
('1', '2026-11-20 20:12:42.442037', '1', '1', 'create', 'ZTF26public1', NULL, NULL, 'x', '1', NULL, 'test', NULL, 'false', NULL),
('2', '2026-11-20 20:12:42.476924', '2', '1', 'create', 'ZTF26public1', NULL, NULL, 'x', '5', NULL, 'test', NULL, 'false', NULL),
('3', '2026-11-20 20:12:42.476924', '3', '1', 'create', 'ZTF26unseen', NULL, NULL, 'x', '5', NULL, 'test', NULL, 'false', NULL),
('4', '2026-11-20 20:12:42.476924', '4', '1', 'create', 'ZTF26public1', NULL, NULL, 'x', '5', NULL, 'test', NULL, 'false', NULL),
('5', '2026-11-20 20:12:42.512898', '5', '1', 'create', 'ZTF26public1', 'null', '{"ml": false, "obj_id": "ZTF26public1", "origin": null, "author_id": 1, "group_ids": [2], "author_name": "member", "probability": null, "taxonomy_id": 1, "classification": "Ia"}', '1806b1379acfa75fd3fe3dd7d74418941ba4515d303e8818624a947d738f8094', '1', NULL, 'test', NULL, 'false', NULL),
('6', '2026-11-20 20:12:42.512898', '5', '2', 'update', 'ZTF26public1', '{"ml": false, "obj_id": "ZTF26public1", "origin": null, "author_id": 1, "group_ids": [2], "author_name": "member", "probability": null, "taxonomy_id": 1, "classification": "Ia"}', '{"ml": false, "obj_id": "ZTF26public1", "origin": null, "author_id": 1, "group_ids": [2], "author_name": "member", "probability": null, "taxonomy_id": 1, "classification": "AGN"}', '1806b1379acfa75fd3fe3dd7d74418941ba4515d303e8818624a947d738f8094', '1', NULL, 'test', NULL, 'false', NULL);

insert into "listings" ("id", "created_at", "modified", "user_id", "obj_id", "list_name", "params") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', '1', 'ZTF26public1', 'rejected_candidates', NULL);

insert into "obj_holders" ("obj_id", "kind", "holder_id", "reason", "n") values
('ZTF26cand1', 'filter', '1', 'candidate', '1'),
('ZTF26cand1', 'user', '1', 'owner', '1'),
('ZTF26hidden1', 'group', '3', 'source', '1'),
('ZTF26hidden1', 'user', '5', 'owner', '1'),
('ZTF26hidden1', 'user', '5', 'photometry', '1'),
('ZTF26hidden2', 'filter', '2', 'candidate', '1'),
('ZTF26hidden2', 'user', '5', 'owner', '1'),
('ZTF26public1', 'group', '2', 'photometry', '1'),
('ZTF26public1', 'group', '2', 'source', '1'),
('ZTF26public1', 'user', '1', 'owner', '1'),
('ZTF26public1', 'user', '1', 'photometry', '1'),
('ZTF26public1', 'user', '3', 'photometry', '1');

insert into "objs" ("id", "created_at", "modified", "ra", "dec", "ra_dis", "dec_dis", "ra_err", "dec_err", "offset", "t0", "redshift", "redshift_error", "redshift_origin", "redshift_history", "host_id", "summary", "summary_history", "altdata", "dist_nearest_source", "mag_nearest_source", "e_mag_nearest_source", "transient", "varstar", "is_roid", "mpc_name", "tns_name", "tns_info", "score", "origin", "alias", "healpix", "internal_key", "detect_photometry_count", "owner_id", "group_ids", "filter_ids", "user_ids") values
('ZTF26cand1', '2026-11-20 20:12:42.346042', '2026-11-20 20:12:42.346042', '30', '-10', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null', NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '1231204385205348263', 'cd096e6e-dc08-4e40-b258-cc1dc02eef90', NULL, '1', '{}', '{1}', '{1}'),
('ZTF26hidden1', '2026-11-20 20:12:42.379194', '2026-11-20 20:12:42.379194', '10', '20', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null', NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '1397760956975030485', 'ec37d6d8-5d08-41d9-a41b-774b854054c3', NULL, '5', '{3}', '{}', '{5}'),
('ZTF26hidden2', '2026-11-20 20:12:42.379194', '2026-11-20 20:12:42.379194', '30', '-10', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null', NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '1231204385205348263', '9edc46ea-022e-48ee-8d10-93c601fb1221', NULL, '5', '{}', '{2}', '{5}'),
('ZTF26public1', '2026-11-20 20:12:42.346042', '2026-11-20 20:12:42.346042', '10', '20', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null', NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '1397760956975030485', '733b051e-63d8-4215-82a6-4ee1afed4a8b', NULL, '1', '{2}', '{}', '{1,3}'),
('ZTF26unseen', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', '1', '1', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '0', '6087fded-8c6b-412e-b560-9655667527ba', NULL, NULL, '{}', '{}', '{}');

insert into "photometry" ("id", "created_at", "modified", "obj_id", "instrument_id", "filter", "mjd", "flux", "fluxerr", "ra", "dec", "origin", "altdata", "upload_id", "owner_id", "group_ids", "stream_ids") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', 'ZTF26public1', '1', 'ztfg', '60001', '1', '0.1', NULL, NULL, '', NULL, '00000000-0000-0000-0000-000000000007', '1', '{2}', '{}'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26public1', '1', 'ztfg', '60002', '1', '0.1', NULL, NULL, '', NULL, '00000000-0000-0000-0000-000000000007', '3', '{}', '{}'),
('3', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26hidden1', '1', 'ztfg', '60003', '1', '0.1', NULL, NULL, '', NULL, '00000000-0000-0000-0000-000000000007', '5', '{}', '{1}');

insert into "rejections" ("id", "created_at", "modified", "obj_id", "group_id", "rejected_by_id") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', 'ZTF26public1', '2', '1'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26public1', '10', '5'),
('3', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'ZTF26unseen', '2', '5');

insert into "sign_in_links" ("created_at", "modified", "digest", "user_id", "expires_at") values
('2026-11-20 20:12:42.512898', '2026-11-20 20:12:42.512898', '15ea566b1f0931ae4574edba0e6b3864070f9e21c6ab9ffa0d4a394e84ad17ac', '1', '2026-11-21 20:12:42.533787');

insert into "sign_ins" ("created_at", "modified", "digest", "user_id", "expires_at") values
('2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', '0000000000000000000000000000000000000000000000000000000000000000', '1', '2026-11-20 21:12:42.442763');

insert into "sources" ("id", "created_at", "modified", "obj_id", "group_id", "saved_by_id", "saved_at", "active", "requested", "unsaved_by_id", "unsaved_at") values
('1', '2026-11-20 20:12:42.346042', '2026-11-20 20:12:42.346042', 'ZTF26public1', '2', '1', '2026-11-20 20:12:42.346042', 'true', 'false', NULL, NULL),
('2', '2026-11-20 20:12:42.379194', '2026-11-20 20:12:42.379194', 'ZTF26hidden1', '3', '5', '2026-11-20 20:12:42.379194', 'true', 'false', NULL, NULL);

insert into "stream_users" ("id", "created_at", "modified", "stream_id", "user_id") values
('1', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '1'),
('2', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '2'),
('3', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '3'),
('4', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '1', '4'),
('5', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '2', '5');

insert into "streams" ("id", "created_at", "modified", "name", "altdata", "auto_join") values
('1', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'ZTF Public', NULL, 'false'),
('2', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'ZTF Partnership', NULL, 'false'),
('3', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'nobody''s', NULL, 'false');

insert into "taxonomies" ("id", "created_at", "modified", "name", "hierarchy", "provenance", "version", "is_latest", "content_hash", "group_ids") values
('1', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.397872', 'Classes', '{"class": "Time-domain Source", "subclasses": [{"tags": ["stellar"], "class": "Ia"}, {"class": "AGN"}, {"class": "Variable", "subclasses": [{"class": "RR Lyrae"}]}]}', NULL, '1', 'true', '1806b1379acfa75fd3fe3dd7d74418941ba4515d303e8818624a947d738f8094', '{2}'),
('2', '2026-11-20 20:12:42.476924', '2026-11-20 20:12:42.476924', 'Foreign', '{"class": "Time-domain Source", "subclasses": [{"tags": ["stellar"], "class": "Ia"}, {"class": "AGN"}, {"class": "Variable", "subclasses": [{"class": "RR Lyrae"}]}]}', NULL, '1', 'true', 'x', '{10}');

insert into "telescopes" ("id", "created_at", "modified", "name", "nickname", "lat", "lon", "elevation", "diameter", "robotic", "fixed_location") values
('1', '2026-11-20 20:12:42.397872', '2026-11-20 20:12:42.397872', 'Palomar 48-inch', 'P48', NULL, NULL, NULL, '1.2', 'false', 'true');

insert into "thumbnails" ("id", "created_at", "modified", "obj_id", "kind", "role", "blob", "survey", "origin", "is_grayscale", "taken_jd") values
('1', '2026-11-20 20:12:42.442037', '2026-11-20 20:12:42.442037', 'ZTF26public1', 'cutout', 'new', '0000000000000000000000000000000000000000000000000000000000000000', NULL, NULL, 'true', NULL);

insert into "tokens" ("created_at", "modified", "id", "digest", "name", "created_by_id", "acls", "expires_at") values
('2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', '58700b76-2717-4fd6-8f50-63a7e2b5d3e8', 'b9159369f64cdb8048eaf74de4937a903e4b34bd5ffe1920e5f56a7e84afd135', 'test', '4', '{}', NULL),
('2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'a70341dc-9d67-4ad4-9df3-575cf92adb04', '6823329c792d7513289d6fe22a459d336b6da0063a4f9567903315f43495d227', 'test', '6', '{Annotate,"Become user",Classify,Comment,"Delete bulk photometry","Delete taxonomy","Manage Analysis Services","Manage GCNs","Manage Recurring APIs","Manage allocations","Manage groups","Manage instruments","Manage observation plans","Manage observing runs","Manage photometry","Manage sharing services","Manage shifts","Manage sources","Manage teams","Manage telescopes","Manage users","Post from SEDMListener","Post taxonomy","Run Analyses","System admin","Upload data"}', NULL),
('2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'b2844844-f278-4ad0-bcb0-e039d7790243', 'a122cee9dcb6f78edafe949fe76fc77baadc67c9b6360a0c3fa66972110e765b', 'test', '3', '{Annotate,Classify,Comment,"Manage Analysis Services","Manage GCNs","Manage Recurring APIs","Manage observing runs","Manage shifts","Manage sources","Manage teams","Manage users","Post taxonomy","Run Analyses","Upload data"}', NULL),
('2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'dbabdeee-2824-4c4a-a62a-79327ed70491', 'd210297ac9f1a61cc1c7a5449952c97e515a0e1d6478d907642aa0f64e4bc176', 'test', '2', '{Annotate,Classify,Comment,"Manage observing runs","Run Analyses","Upload data"}', NULL),
('2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'e5e9cf88-0db7-47b0-b172-61cadc66bf1e', '9ca3d1af7ddb7eafc30b216a1d44050a05e938a5342ebe4f6284064775f9a6b6', 'test', '5', '{Annotate,Classify,Comment,"Manage observing runs","Run Analyses","Upload data"}', NULL),
('2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'fcd4872a-ab2f-4119-a9e2-fe0b37200ec9', 'e4ec74cf679c6db272bde54a8304a2df1883af35c46350eeb54c78a68090fe50', 'test', '1', '{Annotate,Classify,Comment,"Manage observing runs","Run Analyses","Upload data"}', NULL);

insert into "users" ("id", "created_at", "modified", "username", "first_name", "last_name", "contact_email", "is_bot", "roles", "acls", "expiration_date", "deactivated_at", "demonstration") values
('1', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'member', NULL, NULL, NULL, 'false', '{"Full user"}', '{}', NULL, NULL, 'false'),
('2', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'colleague', NULL, NULL, NULL, 'false', '{"Full user"}', '{}', NULL, NULL, 'false'),
('3', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'group_admin', NULL, NULL, NULL, 'false', '{"Group admin"}', '{}', NULL, NULL, 'false'),
('4', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'viewer', NULL, NULL, NULL, 'false', '{"View only"}', '{}', NULL, NULL, 'false'),
('5', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'outsider', NULL, NULL, NULL, 'false', '{"Full user"}', '{}', NULL, NULL, 'false'),
('6', '2026-11-20 20:12:42.055703', '2026-11-20 20:12:42.055703', 'admin', NULL, NULL, NULL, 'false', '{"Super admin"}', '{}', NULL, NULL, 'false');

select setval('alerts_id_seq', 3);

select setval('annotations_id_seq', 3);

select setval('audit_id_seq', 14);

select setval('candidates_id_seq', 2);

select setval('classifications_id_seq', 5);

select setval('comments_id_seq', 3);

select setval('dataset_versions_id_seq', 3);

select setval('datasets_id_seq', 2);

select setval('events_id_seq', 7);

select setval('filters_id_seq', 2);

select setval('group_streams_id_seq', 2);

select setval('group_users_id_seq', 21);

select setval('groups_id_seq', 11);

select setval('instruments_id_seq', 1);

select setval('label_log_id_seq', 6);

select setval('listings_id_seq', 1);

select setval('photometry_id_seq', 3);

select setval('rejections_id_seq', 3);

select setval('sources_id_seq', 2);

select setval('stream_users_id_seq', 5);

select setval('streams_id_seq', 3);

select setval('taxonomies_id_seq', 2);

select setval('telescopes_id_seq', 1);

select setval('thumbnails_id_seq', 1);

select setval('users_id_seq', 6);
