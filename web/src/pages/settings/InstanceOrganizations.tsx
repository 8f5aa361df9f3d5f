import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Field";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { Time } from "../../components/Time";
import { toast } from "../../components/Toasts";
import { Numbers, PlainTable } from "../../components/settings/PlainTable";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { count } from "../../lib/format";
import { sessionQuery } from "../../lib/session";

interface Found {
  id: string;
  name: string;
  createdAt: string;
  projects: number;
  members: number;
  owners: string[];
}

/** Every organisation of the instance. */
export function InstanceOrganizations() {
  const [adding, setAdding] = useState(false);
  const found = useQuery({
    queryKey: ["instance", "organizations"],
    queryFn: ({ signal }) => api<{ data: Found[] }>("/api/instance/organizations", { signal }),
  });
  return (
    <SettingsPage
      title="Organisations"
      tools={
        <Button primary icon={Plus} onClick={() => setAdding(true)}>
          New organisation
        </Button>
      }
    >
      <p className="quiet">
        What is in a project only its members see, administrators of the instance included.
      </p>
      <ErrorLine error={found.error} />
      {found.isPending && <Skeleton />}
      {found.data && (
        <PlainTable label="Organisations" head={["Name", "Owners", <Numbers key="Projects">Projects</Numbers>, <Numbers key="Members">Members</Numbers>, "Made"]}>
          {found.data.data.map((each) => (
            <tr key={each.id}>
              <td>
                <b>{each.name}</b>
                <br />
                <code className="quiet">{each.id}</code>
              </td>
              <td className="wide">{each.owners.join(", ") || <span className="quiet">nobody</span>}</td>
              <td className="number">{count(each.projects)}</td>
              <td className="number">{count(each.members)}</td>
              <td>
                <Time iso={each.createdAt} short />
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {adding && <NewOrganization onClose={() => setAdding(false)} />}
    </SettingsPage>
  );
}

function NewOrganization({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const make = useMutation({
    mutationFn: () => api("/api/organizations", { method: "POST", body: { name } }),
    onSuccess: async () => {
      toast(`${name} is made; you own it.`);
      onClose();
      await client.invalidateQueries({ queryKey: ["instance", "organizations"] });
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <Dialog title="New organisation" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <TextField label="Name" required maxLength={255} value={name} onChange={setName} />
        <ErrorLine error={make.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={make.isPending}>
            Make it
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
