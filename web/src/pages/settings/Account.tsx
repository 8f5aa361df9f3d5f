import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { Time } from "../../components/Time";
import { toast, toastError } from "../../components/Toasts";
import { Actions, PlainTable } from "../../components/settings/PlainTable";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { sessionQuery, useSession } from "../../lib/session";

interface Browser {
  id: string;
  createdAt: string;
  renewedAt: string;
  address: string;
  userAgent: string;
  current: boolean;
}

/** The person's name, password, and browsers they are signed in with. */
export function Account() {
  return (
    <SettingsPage title="Account">
      <Name />
      <Password />
      <Browsers />
    </SettingsPage>
  );
}

function Name() {
  const user = useSession()?.user;
  const client = useQueryClient();
  const [name, setName] = useState(user?.name ?? "");
  const save = useMutation({
    mutationFn: () => api("/api/auth/user", { method: "PATCH", body: { name } }),
    onSuccess: async () => {
      toast("Your name is changed.");
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <form
      className="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField label="E-mail" value={user?.email ?? ""} readOnly />
      <TextField label="Name" value={name} onChange={setName} required maxLength={255} />
      <ErrorLine error={save.error} />
      <p className="row">
        <Button
          submit
          primary
          busy={save.isPending}
          disabled={!name.trim() || name.trim() === user?.name}
        >
          Save
        </Button>
      </p>
    </form>
  );
}

function Password() {
  const client = useQueryClient();
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const save = useMutation({
    mutationFn: () =>
      api("/api/auth/password", {
        method: "POST",
        body: { currentPassword: present, newPassword: next },
      }),
    onSuccess: async () => {
      setPresent("");
      setNext("");
      toast("Your password is changed. Other browsers are signed out.");
      await client.invalidateQueries({ queryKey: ["browsers"] });
    },
  });
  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField
          label="Present password"
          type="password"
          autoComplete="current-password"
          required
          value={present}
          onChange={setPresent}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          minLength={8}
          hint="At least 8 characters."
          value={next}
          onChange={setNext}
        />
        <ErrorLine error={save.error} />
        <p className="row">
          <Button submit busy={save.isPending}>
            Change the password
          </Button>
        </p>
      </form>
    </section>
  );
}

function Browsers() {
  const client = useQueryClient();
  const browsers = useQuery({
    queryKey: ["browsers"],
    queryFn: ({ signal }) => api<{ data: Browser[] }>("/api/auth/sessions", { signal }),
  });
  const end = useMutation({
    mutationFn: (id?: string) =>
      api(id ? `/api/auth/sessions/${encodeURIComponent(id)}` : "/api/auth/sessions", {
        method: "DELETE",
      }),
    onSuccess: async () => {
      toast("Signed out there.");
      await client.invalidateQueries({ queryKey: ["browsers"] });
    },
    onError: toastError,
  });
  const rows = browsers.data?.data ?? [];
  return (
    <section aria-labelledby="browsers">
      <div className="section-head">
        <h2 id="browsers">Signed in with</h2>
        <span className="spring" />
        {rows.length > 1 && (
          <Button small icon={LogOut} busy={end.isPending} onClick={() => end.mutate(undefined)}>
            Sign out everywhere else
          </Button>
        )}
      </div>
      <ErrorLine error={browsers.error} />
      {browsers.isPending && <Skeleton lines={2} />}
      {rows.length > 0 && (
        <PlainTable label="Browsers" head={["Browser", "Address", "Since", "Last used", <Actions key="a" />]}>
          {rows.map((each) => (
            <tr key={each.id}>
              <td className="wide" title={each.userAgent}>
                {browserName(each.userAgent)} {each.current && <span className="badge">this one</span>}
              </td>
              <td>{each.address}</td>
              <td>
                <Time iso={each.createdAt} />
              </td>
              <td>
                <Time iso={each.renewedAt} />
              </td>
              <td>
                {!each.current && (
                  <IconButton
                    icon={LogOut}
                    aria-label={`Sign out ${browserName(each.userAgent)}`}
                    onClick={() => end.mutate(each.id)}
                  />
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
    </section>
  );
}

function browserName(agent: string): string {
  const browser =
    /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1]?.replace("Edg", "Edge").replace("OPR", "Opera") ??
    (agent.split(/[ /]/)[0] || "Unknown");
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
  return system ? `${browser} on ${system.replace("Mac OS X", "macOS")}` : browser;
}
