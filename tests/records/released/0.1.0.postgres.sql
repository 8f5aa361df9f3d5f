SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.annotation_queue_assignments (
    queue_id character varying(255) NOT NULL,
    user_id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.annotation_queue_items (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    queue_id character varying(255) NOT NULL,
    object_type character varying(16) NOT NULL,
    object_id character varying(800) NOT NULL,
    status character varying(16) NOT NULL,
    completed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.annotation_queues (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    name character varying(500) NOT NULL,
    description text,
    score_config_ids json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.api_keys (
    id character varying(255) NOT NULL,
    project_id character varying(255),
    organization_id character varying(255),
    public_key character varying(255) NOT NULL,
    secret_hash character varying(64) NOT NULL,
    display_secret character varying(32) NOT NULL,
    note character varying(1000),
    created_by character varying(255),
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT ck_api_keys_one_scope CHECK (((project_id IS NULL) <> (organization_id IS NULL)))
);
CREATE TABLE public.comments (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    object_type character varying(16) NOT NULL,
    object_id character varying(800) NOT NULL,
    content text NOT NULL,
    author_user_id character varying(255),
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.ingestion_notes (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(16) NOT NULL,
    event_id text NOT NULL,
    event_type text NOT NULL,
    entity_id text NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    public_key text NOT NULL,
    sdk_name text NOT NULL,
    sdk_version text NOT NULL,
    source text NOT NULL
);
CREATE TABLE public.invitations (
    id character varying(255) NOT NULL,
    email character varying(320) NOT NULL,
    organization_id character varying(255) NOT NULL,
    role character varying(16) NOT NULL,
    project_id character varying(255),
    project_role character varying(16),
    invited_by character varying(255),
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.llm_connections (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    provider character varying(500) NOT NULL,
    adapter character varying(32) NOT NULL,
    secret_key text NOT NULL,
    display_secret_key character varying(32) NOT NULL,
    base_url text,
    custom_models json NOT NULL,
    with_default_models boolean NOT NULL,
    extra_headers text,
    extra_header_keys json NOT NULL,
    config json,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.organization_memberships (
    organization_id character varying(255) NOT NULL,
    user_id character varying(255) NOT NULL,
    role character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.organizations (
    id character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    metadata json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.price_book_state (
    name character varying(64) NOT NULL,
    value character varying(64) NOT NULL
);
CREATE TABLE public.price_entries (
    id character varying(500) NOT NULL,
    project_id character varying(255),
    source character varying(64) NOT NULL,
    source_version character varying(64) NOT NULL,
    provider character varying(255) NOT NULL,
    model text NOT NULL,
    match json NOT NULL,
    valid_from timestamp with time zone,
    daily_from integer,
    daily_until integer,
    sequence integer NOT NULL,
    tiers json NOT NULL,
    unit character varying(32),
    tokenizer_id character varying(64),
    tokenizer_config json,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone
);
CREATE TABLE public.project_memberships (
    project_id character varying(255) NOT NULL,
    user_id character varying(255) NOT NULL,
    role character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.projects (
    id character varying(255) NOT NULL,
    organization_id character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    metadata json NOT NULL,
    retention_days integer,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.prompt_dependencies (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    parent_id character varying(255) NOT NULL,
    child_name character varying(500) NOT NULL,
    child_version integer,
    child_label character varying(36)
);
CREATE TABLE public.prompt_labels (
    prompt_id character varying(255) NOT NULL,
    label character varying(36) NOT NULL,
    project_id character varying(255) NOT NULL,
    version_id character varying(255) NOT NULL,
    "position" integer NOT NULL
);
CREATE TABLE public.prompt_revisions (
    project_id character varying(255) NOT NULL,
    revision integer NOT NULL
);
CREATE TABLE public.prompt_versions (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    prompt_id character varying(255) NOT NULL,
    version integer NOT NULL,
    prompt json NOT NULL,
    config json NOT NULL,
    commit_message text,
    created_by character varying(255) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.prompts (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    name character varying(500) NOT NULL,
    type character varying(16) NOT NULL,
    tags json NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.score_configs (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    name character varying(500) NOT NULL,
    data_type character varying(16) NOT NULL,
    is_archived boolean NOT NULL,
    min_value double precision,
    max_value double precision,
    categories json,
    description text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.user_sessions (
    id character varying(255) NOT NULL,
    user_id character varying(255) NOT NULL,
    token_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    renewed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    address character varying(255) NOT NULL,
    user_agent character varying(500) NOT NULL
);
CREATE TABLE public.users (
    id character varying(255) NOT NULL,
    email character varying(320) NOT NULL,
    name character varying(255) NOT NULL,
    password_hash character varying(255),
    is_admin boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
INSERT INTO public.alembic_version VALUES ('0010');
INSERT INTO public.annotation_queue_assignments VALUES ('queue', 'user', 'project', '2026-11-23 23:42:25.671943+00');
INSERT INTO public.annotation_queue_items VALUES ('9378fd1e-2ea3-4024-a8c6-f8fd3de9e986', 'project', 'queue', 'TRACE', 'trace', 'PENDING', NULL, '2026-11-23 23:42:25.673311+00', '2026-11-23 23:42:25.673314+00');
INSERT INTO public.annotation_queues VALUES ('queue', 'project', 'queue', NULL, '["config"]', '2026-11-23 23:42:25.663843+00', '2026-11-23 23:42:25.663846+00');
INSERT INTO public.api_keys VALUES ('2d9559f3-163b-4eef-acf0-e23730aa7a59', 'project', NULL, 'pk-lf-released', '0000000000000000000000000000000000000000000000000000000000000000', 'sk-lf-...0000', NULL, NULL, '2026-11-23 23:42:25.65602+00', NULL, '2026-01-02 03:04:05.678901+00');
INSERT INTO public.comments VALUES ('b50ba40b-0215-4e4f-8b4d-38c92d802ea7', 'project', 'TRACE', 'trace', 'Why?', NULL, '2026-11-23 23:42:25.665234+00', '2026-11-23 23:42:25.665237+00');
INSERT INTO public.ingestion_notes VALUES ('0e50e43d-ff21-45ff-9e63-7a040860af25', 'project', '2026-11-23 23:42:25.650029+00', 'refused', '', '', '', 'no id', '', '', '', '', '');
INSERT INTO public.invitations VALUES ('e0d25f2c-3766-4e90-9507-6c7f568053bd', 'bob@example.com', 'organization', 'MEMBER', NULL, NULL, NULL, '2026-11-23 23:42:25.648441+00');
INSERT INTO public.llm_connections VALUES ('670d3dab-7926-4b4f-bb7d-750345206506', 'project', 'house', 'openai', 'sealed', '...0000', NULL, '[]', true, NULL, '[]', NULL, '2026-11-23 23:42:25.674866+00', '2026-11-23 23:42:25.674869+00');
INSERT INTO public.organization_memberships VALUES ('organization', 'user', 'OWNER', '2026-11-23 23:42:25.645173+00');
INSERT INTO public.organizations VALUES ('organization', 'Acme', '{"plan": "kept"}', '2026-11-23 23:42:25.642039+00', '2026-11-23 23:42:25.642044+00');
INSERT INTO public.price_book_state VALUES ('revision', '1');
INSERT INTO public.price_entries VALUES ('entry', 'project', 'project', '1', '', 'model', '{"regex": "model"}', '2026-01-02 03:04:05.678901+00', NULL, NULL, 0, '[]', NULL, NULL, NULL, '2026-11-23 23:42:25.65434+00', '2026-11-23 23:42:25.654343+00', NULL);
INSERT INTO public.project_memberships VALUES ('project', 'user', 'VIEWER', '2026-11-23 23:42:25.657316+00');
INSERT INTO public.projects VALUES ('project', 'organization', 'Support bot', '{}', NULL, '2026-11-23 23:42:25.646671+00', '2026-11-23 23:42:25.646674+00');
INSERT INTO public.prompt_dependencies VALUES ('6619f054-f652-4f17-bcfe-917fee629a36', 'project', 'prompt-version', 'c', 1, NULL);
INSERT INTO public.prompt_labels VALUES ('prompt', 'production', 'project', 'prompt-version', 0);
INSERT INTO public.prompt_revisions VALUES ('project', 1);
INSERT INTO public.prompt_versions VALUES ('prompt-version', 'project', 'prompt', 1, '"Hello"', '{}', NULL, 'API', '2026-11-23 23:42:25.662147+00', '2026-11-23 23:42:25.66215+00');
INSERT INTO public.prompts VALUES ('prompt', 'project', 'a/b', 'text', '["x"]', '2026-11-23 23:42:25.658394+00');
INSERT INTO public.score_configs VALUES ('b8ef65bc-b887-4daf-9be5-63994d399520', 'project', 'quality', 'NUMERIC', false, NULL, NULL, NULL, NULL, '2026-11-23 23:42:25.670173+00', '2026-11-23 23:42:25.670176+00');
INSERT INTO public.user_sessions VALUES ('2d8e17bd-97d9-4f57-812d-0c61c45dabe7', 'user', '0000000000000000000000000000000000000000000000000000000000000000', '2026-11-23 23:42:25.643718+00', '2026-11-23 23:42:25.643721+00', '2026-01-03 03:04:05.678901+00', '', '');
INSERT INTO public.users VALUES ('user', 'ada@example.com', 'Ada', NULL, true, '2026-11-23 23:42:25.636478+00', '2026-11-23 23:42:25.636485+00');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.annotation_queue_assignments
    ADD CONSTRAINT pk_annotation_queue_assignments PRIMARY KEY (queue_id, user_id);
ALTER TABLE ONLY public.annotation_queue_items
    ADD CONSTRAINT pk_annotation_queue_items PRIMARY KEY (id);
ALTER TABLE ONLY public.annotation_queues
    ADD CONSTRAINT pk_annotation_queues PRIMARY KEY (id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.comments
    ADD CONSTRAINT pk_comments PRIMARY KEY (id);
ALTER TABLE ONLY public.ingestion_notes
    ADD CONSTRAINT pk_ingestion_notes PRIMARY KEY (id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT pk_invitations PRIMARY KEY (id);
ALTER TABLE ONLY public.llm_connections
    ADD CONSTRAINT pk_llm_connections PRIMARY KEY (id);
ALTER TABLE ONLY public.organization_memberships
    ADD CONSTRAINT pk_organization_memberships PRIMARY KEY (organization_id, user_id);
ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT pk_organizations PRIMARY KEY (id);
ALTER TABLE ONLY public.price_book_state
    ADD CONSTRAINT pk_price_book_state PRIMARY KEY (name);
ALTER TABLE ONLY public.price_entries
    ADD CONSTRAINT pk_price_entries PRIMARY KEY (id);
ALTER TABLE ONLY public.project_memberships
    ADD CONSTRAINT pk_project_memberships PRIMARY KEY (project_id, user_id);
ALTER TABLE ONLY public.projects
    ADD CONSTRAINT pk_projects PRIMARY KEY (id);
ALTER TABLE ONLY public.prompt_dependencies
    ADD CONSTRAINT pk_prompt_dependencies PRIMARY KEY (id);
ALTER TABLE ONLY public.prompt_labels
    ADD CONSTRAINT pk_prompt_labels PRIMARY KEY (prompt_id, label);
ALTER TABLE ONLY public.prompt_revisions
    ADD CONSTRAINT pk_prompt_revisions PRIMARY KEY (project_id);
ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT pk_prompt_versions PRIMARY KEY (id);
ALTER TABLE ONLY public.prompts
    ADD CONSTRAINT pk_prompts PRIMARY KEY (id);
ALTER TABLE ONLY public.score_configs
    ADD CONSTRAINT pk_score_configs PRIMARY KEY (id);
ALTER TABLE ONLY public.user_sessions
    ADD CONSTRAINT pk_user_sessions PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);
ALTER TABLE ONLY public.annotation_queues
    ADD CONSTRAINT uq_annotation_queues_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT uq_api_keys_public_key UNIQUE (public_key);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT uq_invitations_email_organization_id_project_id UNIQUE (email, organization_id, project_id);
ALTER TABLE ONLY public.llm_connections
    ADD CONSTRAINT uq_llm_connections_project_id_provider UNIQUE (project_id, provider);
ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT uq_prompt_versions_prompt_id_version UNIQUE (prompt_id, version);
ALTER TABLE ONLY public.prompts
    ADD CONSTRAINT uq_prompts_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.user_sessions
    ADD CONSTRAINT uq_user_sessions_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_email UNIQUE (email);
CREATE INDEX ix_annotation_queue_assignments_project_id ON public.annotation_queue_assignments USING btree (project_id);
CREATE INDEX ix_annotation_queue_assignments_user_id ON public.annotation_queue_assignments USING btree (user_id);
CREATE INDEX ix_annotation_queue_items_project_id ON public.annotation_queue_items USING btree (project_id);
CREATE INDEX ix_annotation_queue_items_queue_id_created_at ON public.annotation_queue_items USING btree (queue_id, created_at);
CREATE INDEX ix_api_keys_organization_id ON public.api_keys USING btree (organization_id);
CREATE INDEX ix_api_keys_project_id ON public.api_keys USING btree (project_id);
CREATE INDEX ix_comments_project_id_created_at ON public.comments USING btree (project_id, created_at);
CREATE INDEX ix_comments_project_id_object_id ON public.comments USING btree (project_id, object_id);
CREATE INDEX ix_ingestion_notes_project_id_at ON public.ingestion_notes USING btree (project_id, at);
CREATE INDEX ix_invitations_organization_id ON public.invitations USING btree (organization_id);
CREATE INDEX ix_organization_memberships_user_id ON public.organization_memberships USING btree (user_id);
CREATE INDEX ix_price_entries_project_id_retired_at ON public.price_entries USING btree (project_id, retired_at);
CREATE INDEX ix_project_memberships_user_id ON public.project_memberships USING btree (user_id);
CREATE INDEX ix_projects_organization_id ON public.projects USING btree (organization_id);
CREATE INDEX ix_prompt_dependencies_parent_id ON public.prompt_dependencies USING btree (parent_id);
CREATE INDEX ix_prompt_dependencies_project_id_child_name ON public.prompt_dependencies USING btree (project_id, child_name);
CREATE INDEX ix_prompt_labels_project_id ON public.prompt_labels USING btree (project_id);
CREATE INDEX ix_prompt_labels_version_id ON public.prompt_labels USING btree (version_id);
CREATE INDEX ix_prompt_versions_project_id ON public.prompt_versions USING btree (project_id);
CREATE INDEX ix_score_configs_project_id_created_at ON public.score_configs USING btree (project_id, created_at);
CREATE INDEX ix_user_sessions_expires_at ON public.user_sessions USING btree (expires_at);
CREATE INDEX ix_user_sessions_user_id ON public.user_sessions USING btree (user_id);
ALTER TABLE ONLY public.annotation_queue_assignments
    ADD CONSTRAINT fk_annotation_queue_assignments_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.annotation_queue_assignments
    ADD CONSTRAINT fk_annotation_queue_assignments_queue_id_annotation_queues FOREIGN KEY (queue_id) REFERENCES public.annotation_queues(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.annotation_queue_assignments
    ADD CONSTRAINT fk_annotation_queue_assignments_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.annotation_queue_items
    ADD CONSTRAINT fk_annotation_queue_items_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.annotation_queue_items
    ADD CONSTRAINT fk_annotation_queue_items_queue_id_annotation_queues FOREIGN KEY (queue_id) REFERENCES public.annotation_queues(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.annotation_queues
    ADD CONSTRAINT fk_annotation_queues_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_created_by_users FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.comments
    ADD CONSTRAINT fk_comments_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_invited_by_users FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.llm_connections
    ADD CONSTRAINT fk_llm_connections_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.organization_memberships
    ADD CONSTRAINT fk_organization_memberships_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.organization_memberships
    ADD CONSTRAINT fk_organization_memberships_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.price_entries
    ADD CONSTRAINT fk_price_entries_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.project_memberships
    ADD CONSTRAINT fk_project_memberships_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.project_memberships
    ADD CONSTRAINT fk_project_memberships_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.projects
    ADD CONSTRAINT fk_projects_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompt_dependencies
    ADD CONSTRAINT fk_prompt_dependencies_parent_id_prompt_versions FOREIGN KEY (parent_id) REFERENCES public.prompt_versions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompt_dependencies
    ADD CONSTRAINT fk_prompt_dependencies_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompt_labels
    ADD CONSTRAINT fk_prompt_labels_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompt_labels
    ADD CONSTRAINT fk_prompt_labels_prompt_id_prompts FOREIGN KEY (prompt_id) REFERENCES public.prompts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompt_labels
    ADD CONSTRAINT fk_prompt_labels_version_id_prompt_versions FOREIGN KEY (version_id) REFERENCES public.prompt_versions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompt_revisions
    ADD CONSTRAINT fk_prompt_revisions_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT fk_prompt_versions_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompt_versions
    ADD CONSTRAINT fk_prompt_versions_prompt_id_prompts FOREIGN KEY (prompt_id) REFERENCES public.prompts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prompts
    ADD CONSTRAINT fk_prompts_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.score_configs
    ADD CONSTRAINT fk_score_configs_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_sessions
    ADD CONSTRAINT fk_user_sessions_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
