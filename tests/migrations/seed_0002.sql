set local session_replication_role = replica;

select ensure_alerts_partition(2461363.5);

insert into "alerts" ("id", "created_at", "modified", "jd", "survey", "candid", "obj_id", "stream_id", "properties", "packet") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', '2461363.5', 'ztf', '1', 'ZTF26public1', '1', '{}', '0000000000000000000000000000000000000000000000000000000000000000'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '2461363.5', 'ztf', '2', 'ZTF26public1', '3', '{}', '0000000000000000000000000000000000000000000000000000000000000000'),
('3', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '2461363.5', 'ztf', '3', 'ZTF26unseen', '1', '{}', '0000000000000000000000000000000000000000000000000000000000000000');

insert into "annotations" ("id", "created_at", "modified", "obj_id", "origin", "data", "author_id", "group_ids") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', 'ZTF26public1', 'ours', '{}', '1', '{2}'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26public1', 'a', '{}', '5', '{10}'),
('3', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26unseen', 'b', '{}', '5', '{2}');

insert into "audit" ("id", "at", "actor_id", "impersonator_id", "token_id", "request_id", "address", "action", "kind", "target", "group_id", "before", "after") values
('1', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '1', NULL, NULL, '{"role": "Full user", "username": "member"}'),
('10', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'token', '7e548b26-fc18-4ae3-ac61-dff5aa843e5d', NULL, NULL, '{"acls": ["Annotate", "Classify", "Comment", "Manage observing runs", "Run Analyses", "Upload data"], "name": "test"}'),
('11', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '6', NULL, NULL, '{"role": "Super admin", "username": "admin"}'),
('12', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'token', '226327ef-0109-4b16-9387-5183fa7d9f1f', NULL, NULL, '{"acls": ["Annotate", "Become user", "Classify", "Comment", "Delete bulk photometry", "Delete taxonomy", "Manage Analysis Services", "Manage GCNs", "Manage Recurring APIs", "Manage allocations", "Manage groups", "Manage instruments", "Manage observation plans", "Manage observing runs", "Manage photometry", "Manage sharing services", "Manage shifts", "Manage sources", "Manage teams", "Manage telescopes", "Manage users", "Post from SEDMListener", "Post taxonomy", "Run Analyses", "System admin", "Upload data"], "name": "test"}'),
('13', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'post', 'taxonomy', '1', NULL, NULL, '{"name": "Classes", "version": "1"}'),
('14', '2026-11-20 20:13:58.759277', '1', NULL, NULL, 'test', NULL, 'make sign-in link', 'user', '1', NULL, NULL, NULL),
('2', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'token', 'fd646f79-b121-4e2e-a7f0-5e28b6cb7a7e', NULL, NULL, '{"acls": ["Annotate", "Classify", "Comment", "Manage observing runs", "Run Analyses", "Upload data"], "name": "test"}'),
('3', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '2', NULL, NULL, '{"role": "Full user", "username": "colleague"}'),
('4', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'token', '77a32c6f-876a-40f2-b925-dbb9cd1e0917', NULL, NULL, '{"acls": ["Annotate", "Classify", "Comment", "Manage observing runs", "Run Analyses", "Upload data"], "name": "test"}'),
('5', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '3', NULL, NULL, '{"role": "Group admin", "username": "group_admin"}'),
('6', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'token', 'dd0c17d7-d2f1-484e-9af3-0c90e7c10e15', NULL, NULL, '{"acls": ["Annotate", "Classify", "Comment", "Manage Analysis Services", "Manage GCNs", "Manage Recurring APIs", "Manage observing runs", "Manage shifts", "Manage sources", "Manage teams", "Manage users", "Post taxonomy", "Run Analyses", "Upload data"], "name": "test"}'),
('7', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '4', NULL, NULL, '{"role": "View only", "username": "viewer"}'),
('8', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'token', 'c3ac2cdd-c8a7-44a8-a1d2-a581a5855847', NULL, NULL, '{"acls": [], "name": "test"}'),
('9', '2026-11-20 20:13:58.457695', NULL, NULL, NULL, 'test', NULL, 'create', 'user', '5', NULL, NULL, '{"role": "Full user", "username": "outsider"}');

insert into "candidate_queries" ("created_at", "modified", "id", "user_id", "obj_ids", "filter_ids", "expires_at") values
('2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', '00000000-0000-0000-0000-000000000007', '1', '{}', '{}', '2026-11-20 21:13:58.710305');

insert into "candidates" ("id", "created_at", "modified", "obj_id", "filter_id", "passed_at", "passing_alert_id", "uploader_id", "kind", "measurements") values
('1', '2026-11-20 20:13:58.643268', '2026-11-20 20:13:58.643268', 'ZTF26cand1', '1', '2026-11-19 04:00:00', NULL, '1', 'optical alert', NULL),
('2', '2026-11-20 20:13:58.665486', '2026-11-20 20:13:58.665486', 'ZTF26hidden2', '2', '2026-11-19 04:00:00', NULL, '5', 'optical alert', NULL);

insert into "classifications" ("id", "created_at", "modified", "obj_id", "taxonomy_id", "classification", "origin", "probability", "ml", "author_id", "author_name", "group_ids", "version") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', 'ZTF26public1', '1', 'Ia', NULL, NULL, 'false', '1', 'x', '{2}', '1'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26public1', '1', 'Ia', NULL, NULL, 'false', '5', 'x', '{10}', '1'),
('3', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26unseen', '1', 'Ia', NULL, NULL, 'false', '5', 'x', '{2}', '1'),
('4', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26public1', '2', 'Ia', NULL, NULL, 'false', '5', 'x', '{2}', '1'),
('5', '2026-11-20 20:13:58.759277', '2026-11-20 20:13:58.759277', 'ZTF26public1', '1', 'AGN', NULL, NULL, 'false', '1', 'member', '{2}', '2');

insert into "comments" ("id", "created_at", "modified", "obj_id", "text", "origin", "bot", "system", "channel", "author_id", "group_ids") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', 'ZTF26public1', 'x', NULL, 'false', 'false', NULL, '1', '{2}'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26public1', 'x', NULL, 'false', 'false', NULL, '5', '{10}'),
('3', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26unseen', 'x', NULL, 'false', 'false', NULL, '5', '{2}');

insert into "dataset_files" ("version_id", "path", "size", "blob") values
('1', 'data.parquet', '1', '0000000000000000000000000000000000000000000000000000000000000000');

insert into "dataset_members" ("version_id", "example_id", "obj_id", "digest", "label", "split", "group_key") values
('1', '00000000-0000-0000-0000-000000000001', 'ZTF26public1', '0000000000000000000000000000000000000000000000000000000000000000', 'Ia', 'train', 'ZTF26public1');

insert into "dataset_versions" ("id", "created_at", "modified", "dataset_id", "number", "status", "recipe", "parent_id", "author_id", "failure", "as_of", "frozen_at", "release_at", "content_id", "bundle_id", "n_rows", "counts", "stream_ids") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.776315', '1', '1', 'frozen', '{}', NULL, '1', NULL, NULL, '2026-11-20 20:13:58.779136', NULL, '0000000000000000000000000000000000000000000000000000000000000000', NULL, NULL, NULL, '{1}'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '1', '2', 'draft', '{}', NULL, '5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{1,2}'),
('3', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '2', '1', 'draft', '{}', NULL, '5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{1}');

insert into "datasets" ("id", "created_at", "modified", "group_id", "name", "slug", "description", "licence", "salt", "created_by_id") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', '2', 'x', 'x', '', 'CC-BY-4.0', 'x', '1'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '10', 'y', 'y', '', 'CC-BY-4.0', 'y', '5');

insert into "decisions" ("created_at", "modified", "op_id", "user_id", "request_hash", "answer") values
('2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', '00000000-0000-0000-0000-000000000007', '1', '', '{}');

insert into "events" ("id", "epoch", "xid", "at", "type", "actor_id", "obj_id", "taxonomy_id", "any_groups", "any_streams", "any_users", "any_filters", "all_streams", "payload") values
('1', '1', '757', '2026-11-20 20:13:58.457695', 'taxonomy.changed', NULL, NULL, NULL, '{2,3}', '{}', '{}', '{}', '{}', '{"taxonomy_id": 1}'),
('2', '1', '758', '2026-11-20 20:13:58.643268', 'source.saved', '1', 'ZTF26public1', NULL, '{2}', '{}', '{}', '{}', '{}', '{"group_id": 2}'),
('3', '1', '758', '2026-11-20 20:13:58.643268', 'candidate.posted', '1', NULL, NULL, '{}', '{}', '{}', '{1}', '{}', '{"count": 1, "obj_ids": ["ZTF26cand1"], "filter_id": 1}'),
('4', '1', '759', '2026-11-20 20:13:58.665486', 'source.saved', '5', 'ZTF26hidden1', NULL, '{3}', '{}', '{}', '{}', '{}', '{"group_id": 3}'),
('5', '1', '759', '2026-11-20 20:13:58.665486', 'candidate.posted', '5', NULL, NULL, '{}', '{}', '{}', '{2}', '{}', '{"count": 1, "obj_ids": ["ZTF26hidden2"], "filter_id": 2}'),
('6', '1', '763', '2026-11-20 20:13:58.759277', 'classification.created', '1', 'ZTF26public1', '1', '{2}', '{}', '{}', '{}', '{}', '{"version": 1, "probability": null, "taxonomy_id": 1, "classification": "Ia", "classification_id": 5}'),
('7', '1', '763', '2026-11-20 20:13:58.759277', 'classification.updated', '1', 'ZTF26public1', '1', '{2}', '{}', '{}', '{}', '{}', '{"version": 2, "probability": null, "taxonomy_id": 1, "classification": "AGN", "classification_id": 5}');

insert into "filters" ("id", "created_at", "modified", "name", "stream_id", "group_id", "altdata", "broker_id", "autosave") values
('1', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'bright', '1', '2', NULL, NULL, 'false'),
('2', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'faint', '2', '3', NULL, NULL, 'false');

insert into "group_streams" ("id", "created_at", "modified", "group_id", "stream_id") values
('1', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '2', '1'),
('2', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '3', '2');

insert into "group_users" ("id", "created_at", "modified", "group_id", "user_id", "admin", "can_save", "can_share_photometry") values
('1', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '4', '1', 'true', 'true', 'false'),
('10', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '7', '4', 'true', 'true', 'false'),
('11', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '4', 'false', 'true', 'false'),
('12', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.67744', '2', '4', 'false', 'false', 'false'),
('13', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '8', '5', 'true', 'true', 'false'),
('14', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '5', 'false', 'true', 'false'),
('15', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '3', '5', 'true', 'true', 'false'),
('16', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '9', '6', 'true', 'true', 'false'),
('17', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '6', 'false', 'true', 'false'),
('18', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '11', '1', 'false', 'true', 'false'),
('19', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '11', '2', 'false', 'true', 'false'),
('2', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '1', 'false', 'true', 'false'),
('20', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '11', '3', 'false', 'true', 'false'),
('21', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '11', '4', 'false', 'true', 'false'),
('3', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '2', '1', 'false', 'true', 'false'),
('4', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '5', '2', 'true', 'true', 'false'),
('5', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '2', 'false', 'true', 'false'),
('6', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '2', '2', 'false', 'true', 'false'),
('7', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '6', '3', 'true', 'true', 'false'),
('8', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '3', 'false', 'true', 'false'),
('9', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '2', '3', 'true', 'true', 'false');

insert into "groups" ("id", "created_at", "modified", "name", "nickname", "description", "private", "auto_accept_requests", "single_user_group", "sitewide", "palette") values
('1', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'Sitewide Group', NULL, NULL, 'false', 'false', 'false', 'true', NULL),
('10', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'nobody''s', NULL, NULL, 'false', 'false', 'false', 'false', NULL),
('11', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'private', NULL, NULL, 'true', 'false', 'false', 'false', NULL),
('2', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'Ours', NULL, NULL, 'false', 'false', 'false', 'false', NULL),
('3', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'Theirs', NULL, NULL, 'false', 'false', 'false', 'false', NULL),
('4', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'member', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('5', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'colleague', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('6', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'group_admin', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('7', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'viewer', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('8', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'outsider', NULL, NULL, 'false', 'false', 'true', 'false', NULL),
('9', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'admin', NULL, NULL, 'false', 'false', 'true', 'false', NULL);

insert into "instruments" ("id", "created_at", "modified", "name", "type", "band", "telescope_id", "filters") values
('1', '2026-11-20 20:13:58.67744', '2026-11-20 20:13:58.67744', 'ZTF', 'imager', NULL, '1', '{ztfg}');

insert into "label_log" ("id", "at", "classification_id", "version", "operation", "obj_id", "before", "after", "taxonomy_hash", "actor_id", "token_id", "client", "queue", "blind", "scores_shown") values
('1', '2026-11-20 20:13:58.709584', '1', '1', 'create', 'ZTF26public1', NULL, NULL, 'x', '1', NULL, 'test', NULL, 'false', NULL),
('2', '2026-11-20 20:13:58.734386', '2', '1', 'create', 'ZTF26public1', NULL, NULL, 'x', '5', NULL, 'test', NULL, 'false', NULL),
('3', '2026-11-20 20:13:58.734386', '3', '1', 'create', 'ZTF26unseen', NULL, NULL, 'x', '5', NULL, 'test', NULL, 'false', NULL),
('4', '2026-11-20 20:13:58.734386', '4', '1', 'create', 'ZTF26public1', NULL, NULL, 'x', '5', NULL, 'test', NULL, 'false', NULL),
('5', '2026-11-20 20:13:58.759277', '5', '1', 'create', 'ZTF26public1', NULL, '{"ml": false, "obj_id": "ZTF26public1", "origin": null, "author_id": 1, "group_ids": [2], "author_name": "member", "probability": null, "taxonomy_id": 1, "classification": "Ia"}', '1806b1379acfa75fd3fe3dd7d74418941ba4515d303e8818624a947d738f8094', '1', NULL, 'test', NULL, 'false', NULL),
('6', '2026-11-20 20:13:58.759277', '5', '2', 'update', 'ZTF26public1', '{"ml": false, "obj_id": "ZTF26public1", "origin": null, "author_id": 1, "group_ids": [2], "author_name": "member", "probability": null, "taxonomy_id": 1, "classification": "Ia"}', '{"ml": false, "obj_id": "ZTF26public1", "origin": null, "author_id": 1, "group_ids": [2], "author_name": "member", "probability": null, "taxonomy_id": 1, "classification": "AGN"}', '1806b1379acfa75fd3fe3dd7d74418941ba4515d303e8818624a947d738f8094', '1', NULL, 'test', NULL, 'false', NULL);

insert into "listings" ("id", "created_at", "modified", "user_id", "obj_id", "list_name", "params") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', '1', 'ZTF26public1', 'rejected_candidates', NULL);

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
('ZTF26cand1', '2026-11-20 20:13:58.643268', '2026-11-20 20:13:58.643268', '30', '-10', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '1231204385205348263', 'ee476475-76ec-410c-b45e-d6b93daa2eb7', NULL, '1', '{}', '{1}', '{1}'),
('ZTF26hidden1', '2026-11-20 20:13:58.665486', '2026-11-20 20:13:58.665486', '10', '20', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '1397760956975030485', '3ba140cb-263c-4c2c-acd6-722e0a339803', NULL, '5', '{3}', '{}', '{5}'),
('ZTF26hidden2', '2026-11-20 20:13:58.665486', '2026-11-20 20:13:58.665486', '30', '-10', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '1231204385205348263', '91a2ac58-34c7-45fe-afff-f12492ed4f22', NULL, '5', '{}', '{2}', '{5}'),
('ZTF26public1', '2026-11-20 20:13:58.643268', '2026-11-20 20:13:58.643268', '10', '20', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '1397760956975030485', 'ff102bd0-ffa6-4304-8110-15fee293e9e8', NULL, '1', '{2}', '{}', '{1,3}'),
('ZTF26unseen', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', '1', '1', NULL, NULL, NULL, NULL, '0', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'false', 'false', 'false', NULL, NULL, NULL, NULL, NULL, NULL, '0', '134d854e-d1a5-4866-aa4d-31ef2cb781e6', NULL, NULL, '{}', '{}', '{}');

insert into "photometry" ("id", "created_at", "modified", "obj_id", "instrument_id", "filter", "mjd", "flux", "fluxerr", "ra", "dec", "origin", "altdata", "upload_id", "owner_id", "group_ids", "stream_ids") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', 'ZTF26public1', '1', 'ztfg', '60001', '1', '0.1', NULL, NULL, '', NULL, '00000000-0000-0000-0000-000000000007', '1', '{2}', '{}'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26public1', '1', 'ztfg', '60002', '1', '0.1', NULL, NULL, '', NULL, '00000000-0000-0000-0000-000000000007', '3', '{}', '{}'),
('3', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26hidden1', '1', 'ztfg', '60003', '1', '0.1', NULL, NULL, '', NULL, '00000000-0000-0000-0000-000000000007', '5', '{}', '{1}');

insert into "rejections" ("id", "created_at", "modified", "obj_id", "group_id", "rejected_by_id") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', 'ZTF26public1', '2', '1'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26public1', '10', '5'),
('3', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'ZTF26unseen', '2', '5');

insert into "sign_in_links" ("created_at", "modified", "digest", "user_id", "expires_at") values
('2026-11-20 20:13:58.759277', '2026-11-20 20:13:58.759277', '919a31feacc694493a23e81eea2463e87e8b6b9d7e13c93afb8aadb44aff48cf', '1', '2026-11-21 20:13:58.771954');

insert into "sign_ins" ("created_at", "modified", "digest", "user_id", "expires_at") values
('2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', '0000000000000000000000000000000000000000000000000000000000000000', '1', '2026-11-20 21:13:58.710305');

insert into "sources" ("id", "created_at", "modified", "obj_id", "group_id", "saved_by_id", "saved_at", "active", "requested", "unsaved_by_id", "unsaved_at") values
('1', '2026-11-20 20:13:58.643268', '2026-11-20 20:13:58.643268', 'ZTF26public1', '2', '1', '2026-11-20 20:13:58.643268', 'true', 'false', NULL, NULL),
('2', '2026-11-20 20:13:58.665486', '2026-11-20 20:13:58.665486', 'ZTF26hidden1', '3', '5', '2026-11-20 20:13:58.665486', 'true', 'false', NULL, NULL);

insert into "stream_users" ("id", "created_at", "modified", "stream_id", "user_id") values
('1', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '1'),
('2', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '2'),
('3', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '3'),
('4', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '1', '4'),
('5', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '2', '5');

insert into "streams" ("id", "created_at", "modified", "name", "altdata", "auto_join") values
('1', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'ZTF Public', NULL, 'false'),
('2', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'ZTF Partnership', NULL, 'false'),
('3', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'nobody''s', NULL, 'false');

insert into "taxonomies" ("id", "created_at", "modified", "name", "hierarchy", "provenance", "version", "is_latest", "content_hash", "group_ids") values
('1', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.67744', 'Classes', '{"class": "Time-domain Source", "subclasses": [{"tags": ["stellar"], "class": "Ia"}, {"class": "AGN"}, {"class": "Variable", "subclasses": [{"class": "RR Lyrae"}]}]}', NULL, '1', 'true', '1806b1379acfa75fd3fe3dd7d74418941ba4515d303e8818624a947d738f8094', '{2}'),
('2', '2026-11-20 20:13:58.734386', '2026-11-20 20:13:58.734386', 'Foreign', '{"class": "Time-domain Source", "subclasses": [{"tags": ["stellar"], "class": "Ia"}, {"class": "AGN"}, {"class": "Variable", "subclasses": [{"class": "RR Lyrae"}]}]}', NULL, '1', 'true', 'x', '{10}');

insert into "telescopes" ("id", "created_at", "modified", "name", "nickname", "lat", "lon", "elevation", "diameter", "robotic", "fixed_location") values
('1', '2026-11-20 20:13:58.67744', '2026-11-20 20:13:58.67744', 'Palomar 48-inch', 'P48', NULL, NULL, NULL, '1.2', 'false', 'true');

insert into "thumbnails" ("id", "created_at", "modified", "obj_id", "kind", "role", "blob", "survey", "origin", "is_grayscale", "taken_jd") values
('1', '2026-11-20 20:13:58.709584', '2026-11-20 20:13:58.709584', 'ZTF26public1', 'cutout', 'new', '0000000000000000000000000000000000000000000000000000000000000000', NULL, NULL, 'true', NULL);

insert into "tokens" ("created_at", "modified", "id", "digest", "name", "created_by_id", "acls", "expires_at") values
('2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '226327ef-0109-4b16-9387-5183fa7d9f1f', '01749026a458ac83b444128e7c3dc648ec4cbd2a397df899ee5bfd9e7daca617', 'test', '6', '{Annotate,"Become user",Classify,Comment,"Delete bulk photometry","Delete taxonomy","Manage Analysis Services","Manage GCNs","Manage Recurring APIs","Manage allocations","Manage groups","Manage instruments","Manage observation plans","Manage observing runs","Manage photometry","Manage sharing services","Manage shifts","Manage sources","Manage teams","Manage telescopes","Manage users","Post from SEDMListener","Post taxonomy","Run Analyses","System admin","Upload data"}', NULL),
('2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '77a32c6f-876a-40f2-b925-dbb9cd1e0917', 'bdd6541b36cb2ec14545efc3f964d4e1761fd7dc871b3179a5697c280a3a477a', 'test', '2', '{Annotate,Classify,Comment,"Manage observing runs","Run Analyses","Upload data"}', NULL),
('2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', '7e548b26-fc18-4ae3-ac61-dff5aa843e5d', '44aa8a80b9fe9535cb23161ba4cf8df4a2afd993b24100805680924ae40c60f5', 'test', '5', '{Annotate,Classify,Comment,"Manage observing runs","Run Analyses","Upload data"}', NULL),
('2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'c3ac2cdd-c8a7-44a8-a1d2-a581a5855847', '6dc43f78ea31a109ba46bef0c4af9f41b053d8887b10c306455b93e88b6baace', 'test', '4', '{}', NULL),
('2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'dd0c17d7-d2f1-484e-9af3-0c90e7c10e15', '1045bf2ae8f35085c5ff82711e23bf39366e51fc905deea79ebc21fbc928324e', 'test', '3', '{Annotate,Classify,Comment,"Manage Analysis Services","Manage GCNs","Manage Recurring APIs","Manage observing runs","Manage shifts","Manage sources","Manage teams","Manage users","Post taxonomy","Run Analyses","Upload data"}', NULL),
('2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'fd646f79-b121-4e2e-a7f0-5e28b6cb7a7e', '4c252e6f27e33f8f210b4fc67e9ab9d453131a3ab3151718967085c1d5e430fd', 'test', '1', '{Annotate,Classify,Comment,"Manage observing runs","Run Analyses","Upload data"}', NULL);

insert into "users" ("id", "created_at", "modified", "username", "first_name", "last_name", "contact_email", "is_bot", "roles", "acls", "expiration_date", "deactivated_at", "demonstration") values
('1', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'member', NULL, NULL, NULL, 'false', '{"Full user"}', '{}', NULL, NULL, 'false'),
('2', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'colleague', NULL, NULL, NULL, 'false', '{"Full user"}', '{}', NULL, NULL, 'false'),
('3', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'group_admin', NULL, NULL, NULL, 'false', '{"Group admin"}', '{}', NULL, NULL, 'false'),
('4', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'viewer', NULL, NULL, NULL, 'false', '{"View only"}', '{}', NULL, NULL, 'false'),
('5', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'outsider', NULL, NULL, NULL, 'false', '{"Full user"}', '{}', NULL, NULL, 'false'),
('6', '2026-11-20 20:13:58.457695', '2026-11-20 20:13:58.457695', 'admin', NULL, NULL, NULL, 'false', '{"Super admin"}', '{}', NULL, NULL, 'false');

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
