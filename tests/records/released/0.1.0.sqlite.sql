BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
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
INSERT INTO "api_keys" VALUES('5910dfc1-e2ae-40c2-ad10-9b8297540410','project',NULL,'pk-lf-released','0000000000000000000000000000000000000000000000000000000000000000','sk-lf-...0000',NULL,NULL,'2026-11-23 23:23:51.763565',NULL,'2026-01-02 03:04:05.678901');
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
INSERT INTO "ingestion_notes" VALUES('1c9c7da7-4a3f-44b7-93bf-8724fa86b411','project','2026-11-23 23:23:51.760575','refused','','','','no id','','','','','');
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
INSERT INTO "invitations" VALUES('0aac5978-9f2f-40d4-928c-5c26df5ffce0','bob@example.com','organization','MEMBER',NULL,NULL,NULL,'2026-11-23 23:23:51.759359');
CREATE TABLE organization_memberships (
	organization_id VARCHAR(255) NOT NULL, 
	user_id VARCHAR(255) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_organization_memberships PRIMARY KEY (organization_id, user_id), 
	CONSTRAINT fk_organization_memberships_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_organization_memberships_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "organization_memberships" VALUES('organization','user','OWNER','2026-11-23 23:23:51.756796');
CREATE TABLE organizations (
	id VARCHAR(255) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	metadata JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_organizations PRIMARY KEY (id)
);
INSERT INTO "organizations" VALUES('organization','Acme','{"plan": "kept"}','2026-11-23 23:23:51.753937','2026-11-23 23:23:51.753941');
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
INSERT INTO "price_entries" VALUES('entry','project','project','1','','model','{"regex": "model"}','2026-01-02 03:04:05.678901',NULL,NULL,0,'[]',NULL,NULL,NULL,'2026-11-23 23:23:51.762486','2026-11-23 23:23:51.762489',NULL);
CREATE TABLE project_memberships (
	project_id VARCHAR(255) NOT NULL, 
	user_id VARCHAR(255) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_project_memberships PRIMARY KEY (project_id, user_id), 
	CONSTRAINT fk_project_memberships_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_project_memberships_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "project_memberships" VALUES('project','user','VIEWER','2026-11-23 23:23:51.764281');
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
INSERT INTO "projects" VALUES('project','organization','Support bot','{}',NULL,'2026-11-23 23:23:51.757705','2026-11-23 23:23:51.757708');
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
INSERT INTO "user_sessions" VALUES('d42ba871-5f59-42f8-a320-fd0756b1a25e','user','0000000000000000000000000000000000000000000000000000000000000000','2026-11-23 23:23:51.755821','2026-11-23 23:23:51.755824','2026-01-03 03:04:05.678901','','');
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
INSERT INTO "users" VALUES('user','ada@example.com','Ada',NULL,1,'2026-11-23 23:23:51.752886','2026-11-23 23:23:51.752893');
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
COMMIT;
