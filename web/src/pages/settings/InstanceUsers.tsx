import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, LockKeyhole, LockKeyholeOpen, ShieldCheck, ShieldOff, UserPlus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Code } from "../../components/Copy";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Field";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { Switch } from "../../components/Switch";
import { Time } from "../../components/Time";
import { toast, toastError } from "../../components/Toasts";
import { Actions, Numbers, PlainTable } from "../../components/settings/PlainTable";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { ago, count, plural, time } from "../../lib/format";
import { sessionQuery, useSession } from "../../lib/session";

interface User {
  id: string;
  email: string;
  name: string;
  isAdmin: boolean;
  disabledAt: string | null;
  createdAt: string;
  lastSeenAt: string | null;
  organizations: number;
  hasPassword: boolean;
}

interface Link {
  url: string;
  expiresAt: string;
}

interface Choices {
  signupEnabled: boolean;
  signupSetting: boolean;
}

const USERS = "/api/instance/users";
const PAGE = 100;

/** All accounts of the instance, and whether people may sign up. */
export function InstanceUsers() {
  const me = useSession()?.user?.id;
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["instance", "users"] });
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(PAGE);
  const [adding, setAdding] = useState(false);
  const [closing, setClosing] = useState<User>();
  const [link, setLink] = useState<{ user: User; link: Link }>();
  const wanted = useDeferredValue(search.trim());
  const users = useQuery({
    queryKey: ["instance", "users", wanted, shown],
    queryFn: ({ signal }) =>
      api<{ data: User[]; total: number }>(USERS, {
        signal,
        query: { search: wanted, limit: Math.min(shown, 500) },
      }),
    placeholderData: keepPreviousData,
  });
  const change = useMutation({
    mutationFn: ({ user, ...body }: { user: User; isAdmin?: boolean; disabled?: boolean }) =>
      api(`${USERS}/${user.id}`, { method: "PATCH", body }),
    onSuccess: async () => {
      setClosing(undefined);
      await again();
    },
    onError: (error) => {
      if (!closing) toastError(error);
    },
  });
  const makeLink = useMutation({
    mutationFn: async (user: User) => ({
      user,
      link: await api<Link>(`${USERS}/${user.id}/password-link`, { method: "POST", body: {} }),
    }),
    onSuccess: setLink,
    onError: toastError,
  });
  return (
    <SettingsPage
      title="Users"
      tools={
        <Button primary icon={UserPlus} onClick={() => setAdding(true)}>
          New user
        </Button>
      }
    >
      <SignUp />
      <section aria-labelledby="accounts">
        <h2 id="accounts">
          Accounts {users.data && <small className="quiet">{count(users.data.total)}</small>}
        </h2>
        <input
          className="input"
          type="search"
          aria-label="Search names and addresses"
          placeholder="Search names and addresses"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <ErrorLine error={users.error} />
        {users.isPending && <Skeleton lines={5} />}
        {users.data?.data.length === 0 && <p className="quiet">Nobody is called that.</p>}
        {users.data && users.data.data.length > 0 && (
          <PlainTable label="Users" head={["Person", <Numbers key="Organisations">Organisations</Numbers>, "Made", "Last seen", <Actions key="a" />]}>
            {users.data.data.map((user) => (
              <tr key={user.id}>
                <td>
                  <b>{user.name}</b> {user.id === me && <span className="badge">you</span>}
                  {user.isAdmin && <span className="badge kind">administrator</span>}
                  {user.disabledAt && <span className="badge warning">closed</span>}
                  {!user.hasPassword && <span className="badge">no password yet</span>}
                  <br />
                  <span className="quiet">{user.email}</span>
                </td>
                <td className="number">{count(user.organizations)}</td>
                <td>
                  <Time iso={user.createdAt} short />
                </td>
                <td title={user.lastSeenAt ?? undefined}>
                  {user.lastSeenAt ? ago(user.lastSeenAt) : <span className="quiet">not signed in</span>}
                </td>
                <td>
                  <span className="row">
                    <IconButton
                      icon={KeyRound}
                      aria-label={`Password link for ${user.email}`}
                      title="Make a link that sets a password"
                      onClick={() => makeLink.mutate(user)}
                    />
                    <IconButton
                      icon={user.isAdmin ? ShieldOff : ShieldCheck}
                      aria-label={`${user.isAdmin ? "Unmake" : "Make"} ${user.email} administrator`}
                      title={user.isAdmin ? "No administrator any more" : "Make administrator"}
                      onClick={() => change.mutate({ user, isAdmin: !user.isAdmin })}
                    />
                    {user.id !== me && (
                      <IconButton
                        icon={user.disabledAt ? LockKeyholeOpen : LockKeyhole}
                        aria-label={`${user.disabledAt ? "Open" : "Close"} the account ${user.email}`}
                        title={user.disabledAt ? "Open the account" : "Close the account"}
                        onClick={() =>
                          user.disabledAt
                            ? change.mutate({ user, disabled: false })
                            : setClosing(user)
                        }
                      />
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </PlainTable>
        )}
        {users.data && users.data.total > users.data.data.length && shown < 500 && (
          <p className="row">
            <Button onClick={() => setShown(shown + PAGE)}>More</Button>
            <span className="quiet">{plural(users.data.total, "account")} in all</span>
          </p>
        )}
      </section>
      {adding && <NewUser onLink={setLink} onDone={again} onClose={() => setAdding(false)} />}
      {link && (
        <Dialog title={`Password link for ${link.user.name}`} onClose={() => setLink(undefined)}>
          <p>
            Hand it to {link.user.email}. It sets a password once, until {time(link.link.expiresAt)}.
            It is shown this once.
          </p>
          <Code text={link.link.url} label="password link" />
          <p className="row end">
            <Button primary onClick={() => setLink(undefined)}>
              Done
            </Button>
          </p>
        </Dialog>
      )}
      {closing && (
        <ConfirmDialog
          title={`Close the account of ${closing.name}?`}
          action="Close it"
          busy={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate({ user: closing, disabled: true })}
          onClose={() => setClosing(undefined)}
        >
          <p>
            {closing.email} is signed out everywhere at once and cannot sign in. Their work and their
            memberships stay, and you can open the account again.
          </p>
        </ConfirmDialog>
      )}
    </SettingsPage>
  );
}

function SignUp() {
  const client = useQueryClient();
  const key = ["instance", "choices"];
  const choices = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<Choices>("/api/instance/choices", { signal }),
  });
  const choose = useMutation({
    mutationFn: (signupEnabled: boolean) =>
      api<Choices>("/api/instance/choices", { method: "PUT", body: { signupEnabled } }),
    onSuccess: (now) => {
      client.setQueryData(key, now);
      toast(now.signupEnabled ? "Anybody may sign up." : "Only invited people may sign up.");
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: toastError,
  });
  if (!choices.data) return choices.error ? <ErrorLine error={choices.error} /> : <Skeleton lines={1} />;
  return (
    <Switch
      label="Anybody who reaches this address may sign up"
      hint="When it is off, people get in by invitation links and by links you make here."
      checked={choices.data.signupEnabled}
      disabled={choose.isPending}
      onChange={(to) => choose.mutate(to)}
    />
  );
}

interface NewProps {
  onLink: (made: { user: User; link: Link }) => void;
  onDone: () => Promise<void>;
  onClose: () => void;
}

function NewUser({ onLink, onDone, onClose }: NewProps) {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const make = useMutation({
    mutationFn: () =>
      api<{ user: User; link: Link }>(USERS, { method: "POST", body: { email, name } }),
    onSuccess: async (made) => {
      onClose();
      onLink(made);
      await onDone();
    },
  });
  return (
    <Dialog title="New user" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <TextField label="E-mail" type="email" required value={email} onChange={setEmail} />
        <TextField label="Name" required maxLength={255} value={name} onChange={setName} />
        <p className="quiet">
          You get a link by which they set a password. They see a project once they are a member of
          one.
        </p>
        <ErrorLine error={make.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={make.isPending}>
            Make the account
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
