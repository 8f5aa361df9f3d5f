import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Gate } from "../components/Gate";
import { ErrorLine } from "../components/Problem";
import { api } from "../lib/api";
import { BASE } from "../lib/base";
import { sessionQuery, useSession, usualProject } from "../lib/session";
import type { SessionInfo } from "../lib/types";

export function SignIn() {
  const { next } = useSearch({ from: "/sign-in" });
  const session = useSession();
  const enter = useEnter("/api/auth/login", next);
  return (
    <Gate title="Sign in">
      <form onSubmit={(event) => enter.mutate(fields(event))}>
        <Field label="E-mail" name="email" type="email" autoComplete="username" autoFocus />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
        />
        <ErrorLine error={enter.error} />
        <button className="button primary" disabled={enter.isPending}>
          Sign in
        </button>
      </form>
      {session?.signupEnabled && (
        <p className="quiet">
          No account yet?{" "}
          <Link to="/sign-up" search={{ next }}>
            Sign up
          </Link>
        </p>
      )}
    </Gate>
  );
}

export function SignUp() {
  const { next } = useSearch({ from: "/sign-up" });
  const session = useSession();
  const first = session?.setupNeeded ?? false;
  // Behind the `#` of an invitation's link: its token, and for whom it is.
  const [invited] = useState(() => new URLSearchParams(location.hash.slice(1)));
  const invitation = invited.get("invitation") ?? undefined;
  const enter = useEnter("/api/auth/signup", next, first);
  return (
    <Gate title={first ? "Welcome to Gatelight" : "Sign up"}>
      {first && (
        <p className="quiet">
          You are the first here: this account administers the instance and owns its first project.
        </p>
      )}
      {session && !session.signupEnabled && !invitation ? (
        <p>Sign-up is switched off. Ask an administrator for an invitation or an account.</p>
      ) : (
        <form
          onSubmit={(event) =>
            enter.mutate({ ...fields(event), ...(invitation ? { invitation } : {}) })
          }
        >
          <Field label="Name" name="name" autoComplete="name" autoFocus />
          <Field
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={invited.get("email") ?? ""}
            readOnly={invitation !== undefined}
          />
          <Field label="Password" name="password" type="password" autoComplete="new-password" />
          <ErrorLine error={enter.error} />
          <button className="button primary" disabled={enter.isPending}>
            {first ? "Make the first account" : "Sign up"}
          </button>
        </form>
      )}
      {!first && (
        <p className="quiet">
          Have an account?{" "}
          <Link to="/sign-in" search={{ next }}>
            Sign in
          </Link>
        </p>
      )}
    </Gate>
  );
}

interface FieldProps {
  label: string;
  name: string;
  type?: string;
  autoComplete: string;
  autoFocus?: boolean;
  defaultValue?: string;
  readOnly?: boolean;
}

function Field({ label, type = "text", ...rest }: FieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input className="input" type={type} required {...rest} />
    </label>
  );
}

function fields(event: FormEvent<HTMLFormElement>): Record<string, string> {
  event.preventDefault();
  return Object.fromEntries(
    [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
  );
}

/** Log in or sign up, then go where the person wanted to go. */
function useEnter(path: string, next: string | undefined, first = false) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (body: Record<string, string>) => api<SessionInfo>(path, { method: "POST", body }),
    onSuccess: async (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      const projectId = usualProject(session);
      if (next) router.history.push(BASE + next);
      else if (first && projectId) {
        await router.navigate({ to: "/project/$projectId/start", params: { projectId } });
      } else await router.navigate({ to: "/" });
    },
  });
}
