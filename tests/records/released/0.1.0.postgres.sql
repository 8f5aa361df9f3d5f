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
INSERT INTO public.alembic_version VALUES ('0003');
INSERT INTO public.api_keys VALUES ('0fa5c676-9cc7-4937-821b-77fb21d9de61', 'project', NULL, 'pk-lf-released', '0000000000000000000000000000000000000000000000000000000000000000', 'sk-lf-...0000', NULL, NULL, '2026-11-23 23:23:52.62867+00', NULL, '2026-01-02 03:04:05.678901+00');
INSERT INTO public.ingestion_notes VALUES ('0fd7c521-c5c7-4a10-9956-9e32f25097ca', 'project', '2026-11-23 23:23:52.624536+00', 'refused', '', '', '', 'no id', '', '', '', '', '');
INSERT INTO public.invitations VALUES ('7dabf30d-2472-4839-9889-9d2228c63d27', 'bob@example.com', 'organization', 'MEMBER', NULL, NULL, NULL, '2026-11-23 23:23:52.622913+00');
INSERT INTO public.organization_memberships VALUES ('organization', 'user', 'OWNER', '2026-11-23 23:23:52.619723+00');
INSERT INTO public.organizations VALUES ('organization', 'Acme', '{"plan": "kept"}', '2026-11-23 23:23:52.616544+00', '2026-11-23 23:23:52.616549+00');
INSERT INTO public.price_book_state VALUES ('revision', '1');
INSERT INTO public.price_entries VALUES ('entry', 'project', 'project', '1', '', 'model', '{"regex": "model"}', '2026-01-02 03:04:05.678901+00', NULL, NULL, 0, '[]', NULL, NULL, NULL, '2026-11-23 23:23:52.627029+00', '2026-11-23 23:23:52.627033+00', NULL);
INSERT INTO public.project_memberships VALUES ('project', 'user', 'VIEWER', '2026-11-23 23:23:52.630003+00');
INSERT INTO public.projects VALUES ('project', 'organization', 'Support bot', '{}', NULL, '2026-11-23 23:23:52.621016+00', '2026-11-23 23:23:52.621019+00');
INSERT INTO public.user_sessions VALUES ('c709e618-b05d-4e58-b6f0-79ed9b3f655e', 'user', '0000000000000000000000000000000000000000000000000000000000000000', '2026-11-23 23:23:52.618286+00', '2026-11-23 23:23:52.61829+00', '2026-01-03 03:04:05.678901+00', '', '');
INSERT INTO public.users VALUES ('user', 'ada@example.com', 'Ada', NULL, true, '2026-11-23 23:23:52.615043+00', '2026-11-23 23:23:52.61505+00');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.ingestion_notes
    ADD CONSTRAINT pk_ingestion_notes PRIMARY KEY (id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT pk_invitations PRIMARY KEY (id);
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
ALTER TABLE ONLY public.user_sessions
    ADD CONSTRAINT pk_user_sessions PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT uq_api_keys_public_key UNIQUE (public_key);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT uq_invitations_email_organization_id_project_id UNIQUE (email, organization_id, project_id);
ALTER TABLE ONLY public.user_sessions
    ADD CONSTRAINT uq_user_sessions_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_email UNIQUE (email);
CREATE INDEX ix_api_keys_organization_id ON public.api_keys USING btree (organization_id);
CREATE INDEX ix_api_keys_project_id ON public.api_keys USING btree (project_id);
CREATE INDEX ix_ingestion_notes_project_id_at ON public.ingestion_notes USING btree (project_id, at);
CREATE INDEX ix_invitations_organization_id ON public.invitations USING btree (organization_id);
CREATE INDEX ix_organization_memberships_user_id ON public.organization_memberships USING btree (user_id);
CREATE INDEX ix_price_entries_project_id_retired_at ON public.price_entries USING btree (project_id, retired_at);
CREATE INDEX ix_project_memberships_user_id ON public.project_memberships USING btree (user_id);
CREATE INDEX ix_projects_organization_id ON public.projects USING btree (organization_id);
CREATE INDEX ix_user_sessions_expires_at ON public.user_sessions USING btree (expires_at);
CREATE INDEX ix_user_sessions_user_id ON public.user_sessions USING btree (user_id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_created_by_users FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_invited_by_users FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY public.user_sessions
    ADD CONSTRAINT fk_user_sessions_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
