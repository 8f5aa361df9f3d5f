BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0011');
CREATE TABLE annotation_queue_assignments (
	queue_id VARCHAR(255) NOT NULL, 
	user_id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_annotation_queue_assignments PRIMARY KEY (queue_id, user_id), 
	CONSTRAINT fk_annotation_queue_assignments_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_annotation_queue_assignments_queue_id_annotation_queues FOREIGN KEY(queue_id) REFERENCES annotation_queues (id) ON DELETE CASCADE, 
	CONSTRAINT fk_annotation_queue_assignments_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "annotation_queue_assignments" VALUES('queue','user','project','2026-11-23 23:58:37.177422');
CREATE TABLE annotation_queue_items (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	queue_id VARCHAR(255) NOT NULL, 
	object_type VARCHAR(16) NOT NULL, 
	object_id VARCHAR(800) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	completed_at DATETIME, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_annotation_queue_items PRIMARY KEY (id), 
	CONSTRAINT fk_annotation_queue_items_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_annotation_queue_items_queue_id_annotation_queues FOREIGN KEY(queue_id) REFERENCES annotation_queues (id) ON DELETE CASCADE
);
INSERT INTO "annotation_queue_items" VALUES('9fb936df-08be-4e32-9c1f-8f7a6d88d2ec','project','queue','TRACE','trace','PENDING',NULL,'2026-11-23 23:58:37.178376','2026-11-23 23:58:37.178378');
CREATE TABLE annotation_queues (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	description TEXT, 
	score_config_ids JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_annotation_queues PRIMARY KEY (id), 
	CONSTRAINT fk_annotation_queues_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_annotation_queues_project_id_name UNIQUE (project_id, name)
);
INSERT INTO "annotation_queues" VALUES('queue','project','queue',NULL,'["config"]','2026-11-23 23:58:37.168274','2026-11-23 23:58:37.168277');
CREATE TABLE api_keys (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255), 
	organization_id VARCHAR(255), 
	public_key VARCHAR(255) NOT NULL, 
	secret_hash VARCHAR(64) NOT NULL, 
	display_secret VARCHAR(32) NOT NULL, 
	note VARCHAR(1000), 
	created_by VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	last_used_at DATETIME, 
	CONSTRAINT pk_api_keys PRIMARY KEY (id), 
	CONSTRAINT ck_api_keys_one_scope CHECK ((project_id IS NULL) <> (organization_id IS NULL)), 
	CONSTRAINT fk_api_keys_created_by_users FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_api_keys_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_api_keys_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_api_keys_public_key UNIQUE (public_key)
);
INSERT INTO "api_keys" VALUES('f7fd9f3b-25f4-4b4c-a194-eac3c247a4ed','project',NULL,'pk-lf-released','0000000000000000000000000000000000000000000000000000000000000000','sk-lf-...0000',NULL,NULL,'2026-11-23 23:58:37.160706',NULL,'2026-01-02 03:04:05.678901');
CREATE TABLE comments (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	object_type VARCHAR(16) NOT NULL, 
	object_id VARCHAR(800) NOT NULL, 
	content TEXT NOT NULL, 
	author_user_id VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_comments PRIMARY KEY (id), 
	CONSTRAINT fk_comments_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "comments" VALUES('cb1d8799-c1be-472d-9139-39c077abfbcc','project','TRACE','trace','Why?',NULL,'2026-11-23 23:58:37.169241','2026-11-23 23:58:37.169243');
CREATE TABLE dataset_items (
	row_id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	id VARCHAR(255) NOT NULL, 
	dataset_id VARCHAR(255) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	input JSON NOT NULL, 
	expected_output JSON NOT NULL, 
	metadata JSON NOT NULL, 
	source_trace_id VARCHAR(800), 
	source_observation_id VARCHAR(800), 
	created_at DATETIME NOT NULL, 
	valid_from DATETIME NOT NULL, 
	valid_to DATETIME, 
	CONSTRAINT pk_dataset_items PRIMARY KEY (row_id), 
	CONSTRAINT fk_dataset_items_dataset_id_datasets FOREIGN KEY(dataset_id) REFERENCES datasets (id) ON DELETE CASCADE, 
	CONSTRAINT fk_dataset_items_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_dataset_items_project_id_id_valid_from UNIQUE (project_id, id, valid_from)
);
INSERT INTO "dataset_items" VALUES('91d2bf5f-874b-48ae-9025-113acf03596e','project','item','dataset','ACTIVE','"Why?"','null','null',NULL,NULL,'2026-01-02 03:04:05.678901','2026-01-02 03:04:05.678901',NULL);
CREATE TABLE dataset_run_items (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	run_id VARCHAR(255) NOT NULL, 
	item_id VARCHAR(255) NOT NULL, 
	trace_id VARCHAR(800) NOT NULL, 
	observation_id VARCHAR(800), 
	item_version DATETIME, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_dataset_run_items PRIMARY KEY (id), 
	CONSTRAINT fk_dataset_run_items_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_dataset_run_items_run_id_dataset_runs FOREIGN KEY(run_id) REFERENCES dataset_runs (id) ON DELETE CASCADE
);
INSERT INTO "dataset_run_items" VALUES('run-item','project','run','item','trace',NULL,NULL,'2026-11-23 23:58:37.190724','2026-11-23 23:58:37.190727');
CREATE TABLE dataset_runs (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	dataset_id VARCHAR(255) NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	description TEXT, 
	metadata JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_dataset_runs PRIMARY KEY (id), 
	CONSTRAINT fk_dataset_runs_dataset_id_datasets FOREIGN KEY(dataset_id) REFERENCES datasets (id) ON DELETE CASCADE, 
	CONSTRAINT fk_dataset_runs_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_dataset_runs_dataset_id_name UNIQUE (dataset_id, name)
);
INSERT INTO "dataset_runs" VALUES('run','project','dataset','first',NULL,'null','2026-11-23 23:58:37.189468','2026-11-23 23:58:37.189470');
CREATE TABLE datasets (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	description TEXT, 
	metadata JSON NOT NULL, 
	input_schema JSON NOT NULL, 
	expected_output_schema JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_datasets PRIMARY KEY (id), 
	CONSTRAINT fk_datasets_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_datasets_project_id_name UNIQUE (project_id, name)
);
INSERT INTO "datasets" VALUES('dataset','project','questions',NULL,'{"kept": true}','{"type": "string"}','null','2026-11-23 23:58:37.185363','2026-11-23 23:58:37.185368');
CREATE TABLE ingestion_notes (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	at DATETIME NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	event_id TEXT NOT NULL, 
	event_type TEXT NOT NULL, 
	entity_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	public_key TEXT NOT NULL, 
	sdk_name TEXT NOT NULL, 
	sdk_version TEXT NOT NULL, 
	source TEXT NOT NULL, 
	CONSTRAINT pk_ingestion_notes PRIMARY KEY (id)
);
INSERT INTO "ingestion_notes" VALUES('1ac6541d-94a1-48e5-a840-3ff4ce0ba353','project','2026-11-23 23:58:37.157639','refused','','','','no id','','','','','');
CREATE TABLE invitations (
	id VARCHAR(255) NOT NULL, 
	email VARCHAR(320) NOT NULL, 
	organization_id VARCHAR(255) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	project_id VARCHAR(255), 
	project_role VARCHAR(16), 
	invited_by VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_invitations PRIMARY KEY (id), 
	CONSTRAINT fk_invitations_invited_by_users FOREIGN KEY(invited_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_invitations_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_invitations_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_invitations_email_organization_id_project_id UNIQUE (email, organization_id, project_id)
);
INSERT INTO "invitations" VALUES('d1821114-aa32-4d60-b8a3-66949308cec3','bob@example.com','organization','MEMBER',NULL,NULL,NULL,'2026-11-23 23:58:37.152182');
CREATE TABLE llm_connections (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	provider VARCHAR(500) NOT NULL, 
	adapter VARCHAR(32) NOT NULL, 
	secret_key TEXT NOT NULL, 
	display_secret_key VARCHAR(32) NOT NULL, 
	base_url TEXT, 
	custom_models JSON NOT NULL, 
	with_default_models BOOLEAN NOT NULL, 
	extra_headers TEXT, 
	extra_header_keys JSON NOT NULL, 
	config JSON, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_llm_connections PRIMARY KEY (id), 
	CONSTRAINT fk_llm_connections_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_llm_connections_project_id_provider UNIQUE (project_id, provider)
);
INSERT INTO "llm_connections" VALUES('0c617cf3-b5db-4c03-a413-86f00fb47427','project','house','openai','sealed','...0000',NULL,'[]',1,NULL,'[]',NULL,'2026-11-23 23:58:37.186560','2026-11-23 23:58:37.186563');
CREATE TABLE media (
	project_id VARCHAR(255) NOT NULL, 
	id VARCHAR(22) NOT NULL, 
	sha256 VARCHAR(44) NOT NULL, 
	content_type VARCHAR(255) NOT NULL, 
	content_length BIGINT NOT NULL, 
	uploaded_at DATETIME, 
	upload_status INTEGER, 
	upload_error TEXT, 
	upload_milliseconds BIGINT, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_media PRIMARY KEY (project_id, id), 
	CONSTRAINT fk_media_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "media" VALUES('project','AAAAAAAAAAAAAAAAAAAAAA','AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=','image/png',1099511627776,'2026-01-02 03:04:05.678901',200,NULL,NULL,'2026-11-23 23:58:37.191848','2026-11-23 23:58:37.191851');
CREATE TABLE media_uses (
	id VARCHAR(64) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	media_id VARCHAR(22) NOT NULL, 
	trace_id VARCHAR(800) NOT NULL, 
	observation_id VARCHAR(800) NOT NULL, 
	dataset_id VARCHAR(255) NOT NULL, 
	dataset_item_id VARCHAR(255) NOT NULL, 
	field VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_media_uses PRIMARY KEY (id), 
	CONSTRAINT fk_media_uses_project_id_media_id_media FOREIGN KEY(project_id, media_id) REFERENCES media (project_id, id) ON DELETE CASCADE
);
INSERT INTO "media_uses" VALUES('0000000000000000000000000000000000000000000000000000000000000000','project','AAAAAAAAAAAAAAAAAAAAAA','trace','','','','input','2026-11-23 23:58:37.193104');
CREATE TABLE organization_memberships (
	organization_id VARCHAR(255) NOT NULL, 
	user_id VARCHAR(255) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_organization_memberships PRIMARY KEY (organization_id, user_id), 
	CONSTRAINT fk_organization_memberships_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_organization_memberships_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "organization_memberships" VALUES('organization','user','OWNER','2026-11-23 23:58:37.149699');
CREATE TABLE organizations (
	id VARCHAR(255) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	metadata JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_organizations PRIMARY KEY (id)
);
INSERT INTO "organizations" VALUES('organization','Acme','{"plan": "kept"}','2026-11-23 23:58:37.147124','2026-11-23 23:58:37.147127');
CREATE TABLE price_book_state (
	name VARCHAR(64) NOT NULL, 
	value VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_price_book_state PRIMARY KEY (name)
);
INSERT INTO "price_book_state" VALUES('revision','1');
CREATE TABLE price_entries (
	id VARCHAR(500) NOT NULL, 
	project_id VARCHAR(255), 
	source VARCHAR(64) NOT NULL, 
	source_version VARCHAR(64) NOT NULL, 
	provider VARCHAR(255) NOT NULL, 
	model TEXT NOT NULL, 
	"match" JSON NOT NULL, 
	valid_from DATETIME, 
	daily_from INTEGER, 
	daily_until INTEGER, 
	sequence INTEGER NOT NULL, 
	tiers JSON NOT NULL, 
	unit VARCHAR(32), 
	tokenizer_id VARCHAR(64), 
	tokenizer_config JSON, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	retired_at DATETIME, 
	CONSTRAINT pk_price_entries PRIMARY KEY (id), 
	CONSTRAINT fk_price_entries_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "price_entries" VALUES('entry','project','project','1','','model','{"regex": "model"}','2026-01-02 03:04:05.678901',NULL,NULL,0,'[]',NULL,NULL,NULL,'2026-11-23 23:58:37.159553','2026-11-23 23:58:37.159556',NULL);
CREATE TABLE project_memberships (
	project_id VARCHAR(255) NOT NULL, 
	user_id VARCHAR(255) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_project_memberships PRIMARY KEY (project_id, user_id), 
	CONSTRAINT fk_project_memberships_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_project_memberships_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "project_memberships" VALUES('project','user','VIEWER','2026-11-23 23:58:37.161527');
CREATE TABLE projects (
	id VARCHAR(255) NOT NULL, 
	organization_id VARCHAR(255) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	metadata JSON NOT NULL, 
	retention_days INTEGER, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_projects PRIMARY KEY (id), 
	CONSTRAINT fk_projects_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);
INSERT INTO "projects" VALUES('project','organization','Support bot','{}',NULL,'2026-11-23 23:58:37.150468','2026-11-23 23:58:37.150471');
CREATE TABLE prompt_dependencies (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	parent_id VARCHAR(255) NOT NULL, 
	child_name VARCHAR(500) NOT NULL, 
	child_version INTEGER, 
	child_label VARCHAR(36), 
	CONSTRAINT pk_prompt_dependencies PRIMARY KEY (id), 
	CONSTRAINT fk_prompt_dependencies_parent_id_prompt_versions FOREIGN KEY(parent_id) REFERENCES prompt_versions (id) ON DELETE CASCADE, 
	CONSTRAINT fk_prompt_dependencies_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "prompt_dependencies" VALUES('213257a3-8779-4fad-befd-9d19604c6d67','project','prompt-version','c',1,NULL);
CREATE TABLE prompt_labels (
	prompt_id VARCHAR(255) NOT NULL, 
	label VARCHAR(36) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	version_id VARCHAR(255) NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_prompt_labels PRIMARY KEY (prompt_id, label), 
	CONSTRAINT fk_prompt_labels_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_prompt_labels_prompt_id_prompts FOREIGN KEY(prompt_id) REFERENCES prompts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_prompt_labels_version_id_prompt_versions FOREIGN KEY(version_id) REFERENCES prompt_versions (id) ON DELETE CASCADE
);
INSERT INTO "prompt_labels" VALUES('prompt','production','project','prompt-version',0);
CREATE TABLE prompt_revisions (
	project_id VARCHAR(255) NOT NULL, 
	revision INTEGER NOT NULL, 
	CONSTRAINT pk_prompt_revisions PRIMARY KEY (project_id), 
	CONSTRAINT fk_prompt_revisions_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "prompt_revisions" VALUES('project',1);
CREATE TABLE prompt_versions (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	prompt_id VARCHAR(255) NOT NULL, 
	version INTEGER NOT NULL, 
	prompt JSON NOT NULL, 
	config JSON NOT NULL, 
	commit_message TEXT, 
	created_by VARCHAR(255) NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_prompt_versions PRIMARY KEY (id), 
	CONSTRAINT fk_prompt_versions_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_prompt_versions_prompt_id_prompts FOREIGN KEY(prompt_id) REFERENCES prompts (id) ON DELETE CASCADE, 
	CONSTRAINT uq_prompt_versions_prompt_id_version UNIQUE (prompt_id, version)
);
INSERT INTO "prompt_versions" VALUES('prompt-version','project','prompt',1,'"Hello"','{}',NULL,'API','2026-11-23 23:58:37.164378','2026-11-23 23:58:37.164382');
CREATE TABLE prompts (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	type VARCHAR(16) NOT NULL, 
	tags JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_prompts PRIMARY KEY (id), 
	CONSTRAINT fk_prompts_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_prompts_project_id_name UNIQUE (project_id, name)
);
INSERT INTO "prompts" VALUES('prompt','project','a/b','text','["x"]','2026-11-23 23:58:37.162249');
CREATE TABLE score_configs (
	id VARCHAR(255) NOT NULL, 
	project_id VARCHAR(255) NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	data_type VARCHAR(16) NOT NULL, 
	is_archived BOOLEAN NOT NULL, 
	min_value FLOAT, 
	max_value FLOAT, 
	categories JSON, 
	description TEXT, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_score_configs PRIMARY KEY (id), 
	CONSTRAINT fk_score_configs_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "score_configs" VALUES('ec5ab571-e865-42d0-832f-c6687a84d7d3','project','quality','NUMERIC',0,NULL,NULL,NULL,NULL,'2026-11-23 23:58:37.171770','2026-11-23 23:58:37.171773');
CREATE TABLE user_sessions (
	id VARCHAR(255) NOT NULL, 
	user_id VARCHAR(255) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	renewed_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	address VARCHAR(255) NOT NULL, 
	user_agent VARCHAR(500) NOT NULL, 
	CONSTRAINT pk_user_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_user_sessions_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_user_sessions_token_hash UNIQUE (token_hash)
);
INSERT INTO "user_sessions" VALUES('cdcbb1ca-0f63-4656-ba8c-c29ff49b78b1','user','0000000000000000000000000000000000000000000000000000000000000000','2026-11-23 23:58:37.148789','2026-11-23 23:58:37.148792','2026-01-03 03:04:05.678901','','');
CREATE TABLE users (
	id VARCHAR(255) NOT NULL, 
	email VARCHAR(320) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	password_hash VARCHAR(255), 
	is_admin BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_email UNIQUE (email)
);
INSERT INTO "users" VALUES('user','ada@example.com','Ada',NULL,1,'2026-11-23 23:58:37.146043','2026-11-23 23:58:37.146051');
CREATE INDEX ix_user_sessions_expires_at ON user_sessions (expires_at);
CREATE INDEX ix_user_sessions_user_id ON user_sessions (user_id);
CREATE INDEX ix_organization_memberships_user_id ON organization_memberships (user_id);
CREATE INDEX ix_projects_organization_id ON projects (organization_id);
CREATE INDEX ix_project_memberships_user_id ON project_memberships (user_id);
CREATE INDEX ix_api_keys_organization_id ON api_keys (organization_id);
CREATE INDEX ix_api_keys_project_id ON api_keys (project_id);
CREATE INDEX ix_invitations_organization_id ON invitations (organization_id);
CREATE INDEX ix_ingestion_notes_project_id_at ON ingestion_notes (project_id, at);
CREATE INDEX ix_price_entries_project_id_retired_at ON price_entries (project_id, retired_at);
CREATE INDEX ix_comments_project_id_created_at ON comments (project_id, created_at);
CREATE INDEX ix_comments_project_id_object_id ON comments (project_id, object_id);
CREATE INDEX ix_score_configs_project_id_created_at ON score_configs (project_id, created_at);
CREATE INDEX ix_annotation_queue_assignments_project_id ON annotation_queue_assignments (project_id);
CREATE INDEX ix_annotation_queue_assignments_user_id ON annotation_queue_assignments (user_id);
CREATE INDEX ix_annotation_queue_items_project_id ON annotation_queue_items (project_id);
CREATE INDEX ix_annotation_queue_items_queue_id_created_at ON annotation_queue_items (queue_id, created_at);
CREATE INDEX ix_prompt_versions_project_id ON prompt_versions (project_id);
CREATE INDEX ix_prompt_dependencies_parent_id ON prompt_dependencies (parent_id);
CREATE INDEX ix_prompt_dependencies_project_id_child_name ON prompt_dependencies (project_id, child_name);
CREATE INDEX ix_prompt_labels_project_id ON prompt_labels (project_id);
CREATE INDEX ix_prompt_labels_version_id ON prompt_labels (version_id);
CREATE INDEX ix_dataset_items_dataset_id_created_at ON dataset_items (dataset_id, created_at);
CREATE INDEX ix_dataset_items_project_id_created_at ON dataset_items (project_id, created_at);
CREATE INDEX ix_dataset_runs_project_id_created_at ON dataset_runs (project_id, created_at);
CREATE INDEX ix_media_uses_project_id_media_id ON media_uses (project_id, media_id);
CREATE INDEX ix_dataset_run_items_project_id_created_at ON dataset_run_items (project_id, created_at);
CREATE INDEX ix_dataset_run_items_run_id_created_at ON dataset_run_items (run_id, created_at);
COMMIT;
