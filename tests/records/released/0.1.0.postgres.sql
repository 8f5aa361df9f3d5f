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
CREATE TABLE public.dataset_items (
    row_id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    id character varying(255) NOT NULL,
    dataset_id character varying(255) NOT NULL,
    status character varying(16) NOT NULL,
    input json NOT NULL,
    expected_output json NOT NULL,
    metadata json NOT NULL,
    source_trace_id character varying(800),
    source_observation_id character varying(800),
    created_at timestamp with time zone NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone
);
CREATE TABLE public.dataset_run_items (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    run_id character varying(255) NOT NULL,
    item_id character varying(255) NOT NULL,
    trace_id character varying(800) NOT NULL,
    observation_id character varying(800),
    item_version timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.dataset_runs (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    dataset_id character varying(255) NOT NULL,
    name character varying(500) NOT NULL,
    description text,
    metadata json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.datasets (
    id character varying(255) NOT NULL,
    project_id character varying(255) NOT NULL,
    name character varying(500) NOT NULL,
    description text,
    metadata json NOT NULL,
    input_schema json NOT NULL,
    expected_output_schema json NOT NULL,
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
CREATE TABLE public.media (
    project_id character varying(255) NOT NULL,
    id character varying(22) NOT NULL,
    sha256 character varying(44) NOT NULL,
    content_type character varying(255) NOT NULL,
    content_length bigint NOT NULL,
    uploaded_at timestamp with time zone,
    upload_status integer,
    upload_error text,
    upload_milliseconds bigint,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.media_uses (
    id character varying(64) NOT NULL,
    project_id character varying(255) NOT NULL,
    media_id character varying(22) NOT NULL,
    trace_id character varying(800) NOT NULL,
    observation_id character varying(800) NOT NULL,
    dataset_id character varying(255) NOT NULL,
    dataset_item_id character varying(255) NOT NULL,
    field character varying(32) NOT NULL,
    created_at timestamp with time zone NOT NULL
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
INSERT INTO public.alembic_version VALUES ('0011');
INSERT INTO public.annotation_queue_assignments VALUES ('queue', 'user', 'project', '2026-11-23 23:58:39.011494+00');
INSERT INTO public.annotation_queue_items VALUES ('c73b250f-6b6f-4061-b929-447775627589', 'project', 'queue', 'TRACE', 'trace', 'PENDING', NULL, '2026-11-23 23:58:39.012996+00', '2026-11-23 23:58:39.013+00');
INSERT INTO public.annotation_queues VALUES ('queue', 'project', 'queue', NULL, '["config"]', '2026-11-23 23:58:39.00355+00', '2026-11-23 23:58:39.003553+00');
INSERT INTO public.api_keys VALUES ('e562093f-a721-49ae-a2fd-82e1fe93875a', 'project', NULL, 'pk-lf-released', '0000000000000000000000000000000000000000000000000000000000000000', 'sk-lf-...0000', NULL, NULL, '2026-11-23 23:58:38.99702+00', NULL, '2026-01-02 03:04:05.678901+00');
INSERT INTO public.comments VALUES ('d9f52b63-bc19-4a5d-b78d-85870a8b07d1', 'project', 'TRACE', 'trace', 'Why?', NULL, '2026-11-23 23:58:39.00501+00', '2026-11-23 23:58:39.005013+00');
INSERT INTO public.dataset_items VALUES ('2cc92617-a16e-40de-afa9-a7fa2e295b35', 'project', 'item', 'dataset', 'ACTIVE', '"Why?"', 'null', 'null', NULL, NULL, '2026-01-02 03:04:05.678901+00', '2026-01-02 03:04:05.678901+00', NULL);
INSERT INTO public.dataset_run_items VALUES ('run-item', 'project', 'run', 'item', 'trace', NULL, NULL, '2026-11-23 23:58:39.023562+00', '2026-11-23 23:58:39.023566+00');
INSERT INTO public.dataset_runs VALUES ('run', 'project', 'dataset', 'first', NULL, 'null', '2026-11-23 23:58:39.019432+00', '2026-11-23 23:58:39.019435+00');
INSERT INTO public.datasets VALUES ('dataset', 'project', 'questions', NULL, '{"kept": true}', '{"type": "string"}', 'null', '2026-11-23 23:58:39.014425+00', '2026-11-23 23:58:39.014428+00');
INSERT INTO public.ingestion_notes VALUES ('19cfcf91-806c-441c-902d-81896f18a092', 'project', '2026-11-23 23:58:38.99184+00', 'refused', '', '', '', 'no id', '', '', '', '', '');
INSERT INTO public.invitations VALUES ('dbe34822-7e29-4513-a118-ae8a96fee78b', 'bob@example.com', 'organization', 'MEMBER', NULL, NULL, NULL, '2026-11-23 23:58:38.990206+00');
INSERT INTO public.llm_connections VALUES ('802d07c3-1706-4a33-868b-6d014f19a9ed', 'project', 'house', 'openai', 'sealed', '...0000', NULL, '[]', true, NULL, '[]', NULL, '2026-11-23 23:58:39.016074+00', '2026-11-23 23:58:39.016077+00');
INSERT INTO public.media VALUES ('project', 'AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'image/png', 1099511627776, '2026-01-02 03:04:05.678901+00', 200, NULL, NULL, '2026-11-23 23:58:39.025199+00', '2026-11-23 23:58:39.025202+00');
INSERT INTO public.media_uses VALUES ('0000000000000000000000000000000000000000000000000000000000000000', 'project', 'AAAAAAAAAAAAAAAAAAAAAA', 'trace', '', '', '', 'input', '2026-11-23 23:58:39.026646+00');
INSERT INTO public.organization_memberships VALUES ('organization', 'user', 'OWNER', '2026-11-23 23:58:38.986082+00');
INSERT INTO public.organizations VALUES ('organization', 'Acme', '{"plan": "kept"}', '2026-11-23 23:58:38.982423+00', '2026-11-23 23:58:38.982427+00');
INSERT INTO public.price_book_state VALUES ('revision', '1');
INSERT INTO public.price_entries VALUES ('entry', 'project', 'project', '1', '', 'model', '{"regex": "model"}', '2026-01-02 03:04:05.678901+00', NULL, NULL, 0, '[]', NULL, NULL, NULL, '2026-11-23 23:58:38.995495+00', '2026-11-23 23:58:38.995498+00', NULL);
INSERT INTO public.project_memberships VALUES ('project', 'user', 'VIEWER', '2026-11-23 23:58:38.998261+00');
INSERT INTO public.projects VALUES ('project', 'organization', 'Support bot', '{}', NULL, '2026-11-23 23:58:38.987683+00', '2026-11-23 23:58:38.987687+00');
INSERT INTO public.prompt_dependencies VALUES ('711fd4f5-8a45-48d1-be6a-697b9889cf30', 'project', 'prompt-version', 'c', 1, NULL);
INSERT INTO public.prompt_labels VALUES ('prompt', 'production', 'project', 'prompt-version', 0);
INSERT INTO public.prompt_revisions VALUES ('project', 1);
INSERT INTO public.prompt_versions VALUES ('prompt-version', 'project', 'prompt', 1, '"Hello"', '{}', NULL, 'API', '2026-11-23 23:58:39.001809+00', '2026-11-23 23:58:39.001812+00');
INSERT INTO public.prompts VALUES ('prompt', 'project', 'a/b', 'text', '["x"]', '2026-11-23 23:58:38.999339+00');
INSERT INTO public.score_configs VALUES ('3b9b8013-a8d4-4f6f-b6fb-cd1c3ca6e269', 'project', 'quality', 'NUMERIC', false, NULL, NULL, NULL, NULL, '2026-11-23 23:58:39.009937+00', '2026-11-23 23:58:39.00994+00');
INSERT INTO public.user_sessions VALUES ('988f41b1-975c-4368-a1f2-a0335dff0b53', 'user', '0000000000000000000000000000000000000000000000000000000000000000', '2026-11-23 23:58:38.984029+00', '2026-11-23 23:58:38.984033+00', '2026-01-03 03:04:05.678901+00', '', '');
INSERT INTO public.users VALUES ('user', 'ada@example.com', 'Ada', NULL, true, '2026-11-23 23:58:38.98028+00', '2026-11-23 23:58:38.980286+00');
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
ALTER TABLE ONLY public.dataset_items
    ADD CONSTRAINT pk_dataset_items PRIMARY KEY (row_id);
ALTER TABLE ONLY public.dataset_run_items
    ADD CONSTRAINT pk_dataset_run_items PRIMARY KEY (id);
ALTER TABLE ONLY public.dataset_runs
    ADD CONSTRAINT pk_dataset_runs PRIMARY KEY (id);
ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT pk_datasets PRIMARY KEY (id);
ALTER TABLE ONLY public.ingestion_notes
    ADD CONSTRAINT pk_ingestion_notes PRIMARY KEY (id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT pk_invitations PRIMARY KEY (id);
ALTER TABLE ONLY public.llm_connections
    ADD CONSTRAINT pk_llm_connections PRIMARY KEY (id);
ALTER TABLE ONLY public.media
    ADD CONSTRAINT pk_media PRIMARY KEY (project_id, id);
ALTER TABLE ONLY public.media_uses
    ADD CONSTRAINT pk_media_uses PRIMARY KEY (id);
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
ALTER TABLE ONLY public.dataset_items
    ADD CONSTRAINT uq_dataset_items_project_id_id_valid_from UNIQUE (project_id, id, valid_from);
ALTER TABLE ONLY public.dataset_runs
    ADD CONSTRAINT uq_dataset_runs_dataset_id_name UNIQUE (dataset_id, name);
ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT uq_datasets_project_id_name UNIQUE (project_id, name);
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
CREATE INDEX ix_dataset_items_dataset_id_created_at ON public.dataset_items USING btree (dataset_id, created_at);
CREATE INDEX ix_dataset_items_project_id_created_at ON public.dataset_items USING btree (project_id, created_at);
CREATE INDEX ix_dataset_run_items_project_id_created_at ON public.dataset_run_items USING btree (project_id, created_at);
CREATE INDEX ix_dataset_run_items_run_id_created_at ON public.dataset_run_items USING btree (run_id, created_at);
CREATE INDEX ix_dataset_runs_project_id_created_at ON public.dataset_runs USING btree (project_id, created_at);
CREATE INDEX ix_ingestion_notes_project_id_at ON public.ingestion_notes USING btree (project_id, at);
CREATE INDEX ix_invitations_organization_id ON public.invitations USING btree (organization_id);
CREATE INDEX ix_media_uses_project_id_media_id ON public.media_uses USING btree (project_id, media_id);
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
ALTER TABLE ONLY public.dataset_items
    ADD CONSTRAINT fk_dataset_items_dataset_id_datasets FOREIGN KEY (dataset_id) REFERENCES public.datasets(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.dataset_items
    ADD CONSTRAINT fk_dataset_items_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.dataset_run_items
    ADD CONSTRAINT fk_dataset_run_items_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.dataset_run_items
    ADD CONSTRAINT fk_dataset_run_items_run_id_dataset_runs FOREIGN KEY (run_id) REFERENCES public.dataset_runs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.dataset_runs
    ADD CONSTRAINT fk_dataset_runs_dataset_id_datasets FOREIGN KEY (dataset_id) REFERENCES public.datasets(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.dataset_runs
    ADD CONSTRAINT fk_dataset_runs_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT fk_datasets_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_invited_by_users FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.llm_connections
    ADD CONSTRAINT fk_llm_connections_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.media
    ADD CONSTRAINT fk_media_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.media_uses
    ADD CONSTRAINT fk_media_uses_project_id_media_id_media FOREIGN KEY (project_id, media_id) REFERENCES public.media(project_id, id) ON DELETE CASCADE;
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
