import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserMinus, UserPlus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Code } from "../../components/Copy";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Field";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { Select } from "../../components/Select";
import { Skeleton } from "../../components/Skeleton";
import { Time } from "../../components/Time";
import { toast, toastError } from "../../components/Toasts";
import { Actions, PlainTable } from "../../components/settings/PlainTable";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { mayAdminister, usePlace, useSession } from "../../lib/session";
import type { Role } from "../../lib/types";

interface Person {
  userId: string;
  email: string;
  name: string;
  organizationRole: Role;
  projectRole: Role | null;
  role: Role;
}

interface Invitation {
  id: string;
  email: string;
  role: Role;
  projectId: string | null;
  projectRole: Role | null;
  createdAt: string;
}

interface Added {
  email: string;
  pending: boolean;
  link: string | null;
}

export const ROLES: { value: Role; label: string; hint: string }[] = [
  { value: "OWNER", label: "Owner", hint: "everything, and deleting" },
  { value: "ADMIN", label: "Admin", hint: "members, keys, prices and settings" },
  { value: "MEMBER", label: "Member", hint: "works with traces, prompts and datasets" },
  { value: "VIEWER", label: "Viewer", hint: "reads" },
  { value: "NONE", label: "None", hint: "only what a project's own role gives" },
];
const INHERIT = "";

/** Who sees the project, in which role, and who is invited. */
export function Members() {
  const { project, organization } = usePlace();
  const me = useSession()?.user?.id;
  const projectPath = `/api/projects/${encodeURIComponent(project.id)}/members`;
  const organizationPath = `/api/organizations/${encodeURIComponent(organization.id)}`;
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["members", project.id] });
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Person>();
  const inOrganization = mayAdminister(organization.role);
  const mayChange = mayAdminister(project.role);
  const people = useQuery({
    queryKey: ["members", project.id],
    queryFn: ({ signal }) => api<{ data: Person[] }>(projectPath, { signal }),
  });
  const invitations = useQuery({
    queryKey: ["members", project.id, "invitations"],
    queryFn: ({ signal }) => api<{ data: Invitation[] }>(`${organizationPath}/invitations`, { signal }),
    enabled: inOrganization,
  });
  const change = useMutation({
    mutationFn: ({ path, method, body }: { path: string; method: string; body?: unknown }) =>
      api(path, { method, body }),
    onSuccess: async () => {
      setLeaving(undefined);
      toast("The members are changed.");
      await again();
    },
    onError: (error) => {
      if (!leaving) toastError(error);
    },
  });
  const waiting = invitations.data?.data.filter(
    (each) => each.projectId === null || each.projectId === project.id,
  );
  return (
    <SettingsPage
      title="Members"
      tools={
        mayChange && (
          <Button primary icon={UserPlus} onClick={() => setAdding(true)}>
            Add somebody
          </Button>
        )
      }
    >
      <p className="quiet">
        A role in the organisation holds in all its projects; a role in this project stands in its
        place here.
      </p>
      <ErrorLine error={people.error} />
      {people.isPending && <Skeleton />}
      {people.data && (
        <PlainTable
          label="Members"
          head={["Person", `In ${organization.name}`, "In this project", <Actions key="a" />]}
        >
          {people.data.data.map((person) => (
            <tr key={person.userId}>
              <td>
                <b>{person.name}</b> {person.userId === me && <span className="badge">you</span>}
                <br />
                <span className="quiet">{person.email}</span>
              </td>
              <td>
                <Select
                  quiet
                  small
                  label={`Role of ${person.email} in the organisation`}
                  value={person.organizationRole}
                  options={ROLES}
                  disabled={!inOrganization || change.isPending}
                  onChange={(role) =>
                    change.mutate({
                      path: `${organizationPath}/members/${person.userId}`,
                      method: "PATCH",
                      body: { role },
                    })
                  }
                />
              </td>
              <td>
                <Select
                  quiet
                  small
                  label={`Role of ${person.email} in the project`}
                  value={person.projectRole ?? INHERIT}
                  options={[{ value: INHERIT, label: "As in the organisation" }, ...ROLES]}
                  disabled={
                    !mayChange || change.isPending || person.organizationRole === "OWNER"
                  }
                  onChange={(role) =>
                    change.mutate({
                      path: `${projectPath}/${person.userId}`,
                      method: "PUT",
                      body: { role: role === INHERIT ? null : role },
                    })
                  }
                />
              </td>
              <td>
                {(inOrganization || person.userId === me) && (
                  <IconButton
                    icon={UserMinus}
                    aria-label={`Remove ${person.email}`}
                    title="Remove from the organisation"
                    onClick={() => setLeaving(person)}
                  />
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {waiting && waiting.length > 0 && (
        <section>
          <h2>Invited</h2>
          <PlainTable label="Invitations" head={["Address", "Role", "Since", <Actions key="a" />]}>
            {waiting.map((each) => (
              <tr key={each.id}>
                <td>{each.email}</td>
                <td>
                  {(each.projectRole ?? each.role).toLowerCase()}
                  {each.projectId ? " in this project" : " in the organisation"}
                </td>
                <td>
                  <Time iso={each.createdAt} />
                </td>
                <td>
                  <IconButton
                    icon={X}
                    aria-label={`Withdraw the invitation of ${each.email}`}
                    onClick={() =>
                      change.mutate({
                        path: `${organizationPath}/invitations/${each.id}`,
                        method: "DELETE",
                      })
                    }
                  />
                </td>
              </tr>
            ))}
          </PlainTable>
        </section>
      )}
      {adding && (
        <AddMember
          paths={{ project: projectPath, organization: `${organizationPath}/members` }}
          everywhere={inOrganization}
          onDone={again}
          onClose={() => setAdding(false)}
        />
      )}
      {leaving && (
        <ConfirmDialog
          title={leaving.userId === me ? `Leave ${organization.name}?` : `Remove ${leaving.name}?`}
          action={leaving.userId === me ? "Leave" : "Remove"}
          busy={change.isPending}
          error={change.error}
          onConfirm={() =>
            change.mutate({
              path: `${organizationPath}/members/${leaving.userId}`,
              method: "DELETE",
            })
          }
          onClose={() => setLeaving(undefined)}
        >
          <p>
            {leaving.email} no longer sees any project of {organization.name}. What they have done
            stays.
          </p>
        </ConfirmDialog>
      )}
    </SettingsPage>
  );
}

interface AddProps {
  paths: { project: string; organization: string };
  /** Whether the whole organisation may be offered. */
  everywhere: boolean;
  onDone: () => Promise<void>;
  onClose: () => void;
}

function AddMember({ paths, everywhere, onDone, onClose }: AddProps) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("MEMBER");
  const [where, setWhere] = useState<"project" | "organization">("project");
  const add = useMutation({
    mutationFn: () => api<Added>(paths[where], { method: "POST", body: { email, role } }),
    onSuccess: onDone,
  });
  if (add.data) {
    return (
      <Dialog title={add.data.pending ? "Invited" : "Added"} onClose={onClose}>
        {add.data.link ? (
          <>
            <p>
              Nobody has an account with {add.data.email} yet. Hand them this link: with it they
              make one, even where sign-up is closed. It is shown this once.
            </p>
            <Code text={add.data.link} label="invitation link" />
          </>
        ) : (
          <p>{add.data.email} has access from now on.</p>
        )}
        <p className="row end">
          <Button primary onClick={onClose}>
            Done
          </Button>
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog title="Add somebody" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextField label="E-mail" type="email" required value={email} onChange={setEmail} />
        <div className="side-by-side">
          <Select label="Role" value={role} options={ROLES.slice(0, 4)} onChange={setRole} />
          <Select
            label="Where"
            value={where}
            options={[
              { value: "project", label: "This project" },
              ...(everywhere
                ? [{ value: "organization" as const, label: "The whole organisation" }]
                : []),
            ]}
            onChange={setWhere}
          />
        </div>
        <ErrorLine error={add.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={add.isPending}>
            Add
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
