import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Ban, Pencil, RotateCcw, Trash2, UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { EmptyState } from "../../components/EmptyState";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { api } from "../../lib/api";
import { plural } from "../../lib/format";
import { type Entity, entitiesQuery, gatewayPath, type Kind, monthSoFar } from "../../lib/gateway";
import { findProject, mayAdminister, mayReadKeys, useSession } from "../../lib/session";
import { Allowed, GatewayHead, SpendLink } from "./GatewayTabs";
import { PersonForm } from "./PersonForm";

export function People() {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId" });
  const role = findProject(useSession(), projectId)?.project.role;
  const admin = mayAdminister(role);
  const [making, setMaking] = useState<Kind>();
  const users = useQuery({ ...entitiesQuery(projectId, "users"), enabled: mayReadKeys(role) });
  const teams = useQuery({ ...entitiesQuery(projectId, "teams"), enabled: mayReadKeys(role) });
  const nobody = users.data?.data.length === 0 && teams.data?.data.length === 0;
  return (
    <div className="text-page wide">
      <GatewayHead>
        {admin && (
          <>
            <Button icon={Users} onClick={() => setMaking("teams")}>
              New team
            </Button>
            <Button primary icon={UserPlus} onClick={() => setMaking("users")}>
              New user
            </Button>
          </>
        )}
      </GatewayHead>
      {!mayReadKeys(role) && <p>Your role cannot see who owns keys in this project.</p>}
      <ErrorLine error={users.error ?? teams.error} />
      {users.isLoading && <div className="skeleton" role="status" aria-label="Loading" />}
      {nobody && (
        <EmptyState icon={Users} title="No users or teams yet">
          <p>
            A user owns keys, a team shares them. Both may have limits and budgets, which hold for all
            of their keys together.
          </p>
        </EmptyState>
      )}
      {users.data && users.data.data.length > 0 && (
        <section>
          <h2>Users</h2>
          <Table kind="users" entities={users.data.data} projectId={projectId} admin={admin} />
        </section>
      )}
      {teams.data && teams.data.data.length > 0 && (
        <section>
          <h2>Teams</h2>
          <Table kind="teams" entities={teams.data.data} projectId={projectId} admin={admin} />
        </section>
      )}
      {making && (
        <PersonForm kind={making} projectId={projectId} onClose={() => setMaking(undefined)} />
      )}
    </div>
  );
}

function Table(props: { kind: Kind; entities: Entity[]; projectId: string; admin: boolean }) {
  const { kind, entities, projectId, admin } = props;
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["gateway", projectId] });
  const [editing, setEditing] = useState<Entity>();
  const [deleting, setDeleting] = useState<Entity>();
  const path = (each: Entity) => gatewayPath(projectId, `${kind}/${encodeURIComponent(each.id)}`);
  const block = useMutation({
    mutationFn: (each: Entity) =>
      api(path(each), { method: "PATCH", body: { blocked: !each.blocked } }),
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: (each: Entity) => api(path(each), { method: "DELETE" }),
    onSuccess: () => {
      setDeleting(undefined);
      return again();
    },
  });
  return (
    <>
      <ErrorLine error={block.error} />
      <div
        className="scroll-x"
        tabIndex={0}
        role="region"
        aria-label={kind === "users" ? "Users of the gateway" : "Teams of the gateway"}
      >
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{kind === "users" ? "User" : "Team"}</th>
              <th scope="col" className="number">
                This month
              </th>
              <th scope="col">{kind === "users" ? "Teams" : "Members"}</th>
              <th scope="col">Keys</th>
              <th scope="col">May use</th>
              <th scope="col">
                <span className="hidden">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entities.map((each) => (
              <tr key={each.id} className={each.blocked ? "is-blocked" : undefined}>
                <td>
                  <strong>{each.name ?? each.id}</strong>
                  {each.blocked && <span className="badge error">blocked</span>}
                  <small className="quiet below">
                    {"email" in each && each.email ? each.email : each.id}
                  </small>
                </td>
                <td className="number">
                  <SpendLink
                    scope={kind === "users" ? "user" : "team"}
                    target={each.id}
                    spend={each.spend}
                    range={monthSoFar()}
                  />
                </td>
                <td>{("teams" in each ? each.teams : each.members).join(", ") || "–"}</td>
                <td>{plural(each.keys, "key")}</td>
                <td>
                  <Allowed {...each} />
                </td>
                <td className="deeds">
                  {admin && (
                    <>
                      <IconButton
                        icon={Pencil}
                        title="Change"
                        aria-label={`Change ${each.id}`}
                        onClick={() => setEditing(each)}
                      />
                      <IconButton
                        icon={each.blocked ? RotateCcw : Ban}
                        title={each.blocked ? "Accept their keys again" : "Refuse all their keys"}
                        aria-label={`${each.blocked ? "Unblock" : "Block"} ${each.id}`}
                        disabled={block.isPending}
                        onClick={() => block.mutate(each)}
                      />
                      <IconButton
                        icon={Trash2}
                        title="Delete"
                        aria-label={`Delete ${each.id}`}
                        onClick={() => setDeleting(each)}
                      />
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {editing && (
        <PersonForm
          kind={kind}
          projectId={projectId}
          known={editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting && (
        <ConfirmDialog
          title={`Delete ${deleting.name ?? deleting.id}?`}
          action="Delete"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(deleting)}
          onClose={() => setDeleting(undefined)}
        >
          <p>
            {plural(deleting.keys, "key")} and every budget go, too. Traces and what was spent stay.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
