-- The application works as kerbwatt_app: no superuser, no BYPASSRLS, no DDL on our tables (SEC-52, SEC-72).
-- Roles belong to the whole server, so another database may have made it already.
DO $$
BEGIN
  CREATE ROLE kerbwatt_app NOLOGIN NOBYPASSRLS;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
  EXECUTE format('GRANT kerbwatt_app TO %I', current_user);
  -- graphile-worker keeps its queue in a schema of its own, owned by the application's role.
  EXECUTE format('GRANT CREATE ON DATABASE %I TO kerbwatt_app', current_database());
END
$$;

GRANT USAGE ON SCHEMA public TO kerbwatt_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO kerbwatt_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO kerbwatt_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kerbwatt_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO kerbwatt_app;

-- The migration book-keeping is none of the application's business beyond reading it for readiness.
DO $$
BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    REVOKE INSERT, UPDATE, DELETE ON public._prisma_migrations FROM kerbwatt_app;
  END IF;
END
$$;

-- Who is asking. `app.client` is set per transaction for one client; `app.scope = system` is set by the worker, the
-- gateway and the look-ups that find out which client a token, a code or a station belongs to.
CREATE FUNCTION app_may_see(row_client uuid) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN row_client = NULLIF(current_setting('app.client', true), '')::uuid
      OR current_setting('app.scope', true) = 'system';

-- Row-level security, forced, on the table of clients and on every table with a client_id.
-- New tables call this function in their migration; a test fails for a table without a policy.
CREATE PROCEDURE protect_tenant_table(target regclass, client_column text)
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY tenant ON %s USING (app_may_see(%I)) WITH CHECK (app_may_see(%I))',
    target, client_column, client_column
  );
END
$$;

DO $$
DECLARE
  target regclass;
BEGIN
  CALL protect_tenant_table('clients', 'id');
  FOR target IN
    SELECT (table_schema || '.' || table_name)::regclass
    FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'client_id'
  LOOP
    CALL protect_tenant_table(target, 'client_id');
  END LOOP;
END
$$;
