import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "../../lib/api";
import {
  type Price,
  type Tier,
  USAGE_KEYS,
  fromPerMillion,
  typedPerMillion,
} from "../../lib/prices";
import { Button } from "../Button";
import { Dialog } from "../Dialog";
import { TextField } from "../Field";
import { IconButton } from "../IconButton";
import { ErrorLine } from "../Problem";
import { toast } from "../Toasts";

interface Line {
  key: string;
  price: string;
}

interface DraftTier {
  name: string;
  lines: Line[];
  /** Of tiers other than the default: from how many input tokens on. */
  above: string;
  /** Conditions this form does not show are kept as they are. */
  kept: Pick<Tier, "conditions" | "attributeConditions"> | undefined;
}

interface Props {
  projectId: string;
  /** The entry to change; a shared one becomes the model of a new one of the project's own. */
  from?: Price;
  onClose: () => void;
}

const INPUTS = "input|prompt|cache";

/** A price of the project's own: name, pattern, start and tiers. */
export function PriceForm({ projectId, from, onClose }: Props) {
  const own = from && !from.isLangfuseManaged ? from : undefined;
  const client = useQueryClient();
  const [name, setName] = useState(from?.modelName ?? "");
  const [pattern, setPattern] = useState(from?.matchPattern ?? "");
  const [start, setStart] = useState(from?.startDate?.slice(0, 10) ?? "");
  const [tiers, setTiers] = useState<DraftTier[]>(() => draftOf(from));
  const save = useMutation({
    mutationFn: () => {
      const body = {
        modelName: name.trim(),
        matchPattern: pattern.trim(),
        startDate: start ? `${start}T00:00:00Z` : null,
        unit: from?.unit ?? "TOKENS",
        pricingTiers: tiersOf(tiers),
      };
      return own
        ? api(`/api/projects/${encodeURIComponent(projectId)}/prices/${own.id}`, { method: "PUT", body })
        : api("/api/public/models", { method: "POST", body, project: projectId });
    },
    onSuccess: async () => {
      toast(`The price of ${name.trim()} is in force.`);
      await client.invalidateQueries({ queryKey: ["prices", projectId] });
      onClose();
    },
  });
  const change = (at: number, to: Partial<DraftTier>) =>
    setTiers(tiers.map((tier, index) => (index === at ? { ...tier, ...to } : tier)));
  return (
    <Dialog title={own ? `Change ${own.modelName}` : "New price"} onClose={onClose} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <div className="side-by-side">
          <TextField
            label="Name"
            value={name}
            required
            maxLength={500}
            onChange={(to) => {
              setName(to);
              if (!pattern || pattern === patternFor(name)) setPattern(patternFor(to));
            }}
          />
          <TextField
            label="Match pattern"
            hint="A regular expression (RE2) searched in the model's name."
            value={pattern}
            required
            maxLength={1000}
            spellCheck={false}
            onChange={setPattern}
          />
          <TextField
            label="In force from"
            hint="Empty: since ever (UTC)."
            type="date"
            value={start}
            onChange={setStart}
          />
        </div>
        {tiers.map((tier, at) => (
          <fieldset key={at} className="tier">
            <legend>{at === 0 ? "Prices in USD for a million tokens" : `Tier: ${tier.name}`}</legend>
            {at > 0 && (
              <div className="side-by-side">
                <TextField
                  label="Tier name"
                  value={tier.name}
                  required
                  onChange={(to) => change(at, { name: to })}
                />
                {!tier.kept && (
                  <TextField
                    label="Above this many input tokens"
                    type="number"
                    min={0}
                    required
                    value={tier.above}
                    onChange={(to) => change(at, { above: to })}
                  />
                )}
              </div>
            )}
            {tier.lines.map((line, index) => (
              <div className="price-row" key={index}>
                <input
                  className="input"
                  aria-label="Usage key"
                  list="usage-keys"
                  value={line.key}
                  required
                  readOnly={at > 0}
                  onChange={(event) => setTiers(renamed(tiers, index, event.target.value))}
                />
                <input
                  className="input"
                  aria-label={`Price of ${line.key || "this key"} for a million`}
                  type="number"
                  min={0}
                  step="any"
                  value={line.price}
                  required
                  onChange={(event) =>
                    change(at, {
                      lines: tier.lines.map((each, place) =>
                        place === index ? { ...each, price: event.target.value } : each,
                      ),
                    })
                  }
                />
                {at === 0 ? (
                  <IconButton
                    icon={Trash2}
                    aria-label={`Remove ${line.key || "this line"}`}
                    disabled={tier.lines.length === 1}
                    onClick={() => setTiers(without(tiers, index))}
                  />
                ) : (
                  <span />
                )}
              </div>
            ))}
            <p className="row">
              {at === 0 ? (
                <Button small icon={Plus} onClick={() => setTiers(tiers.map(withLine))}>
                  Price another kind of token
                </Button>
              ) : (
                <Button
                  small
                  icon={Trash2}
                  onClick={() => setTiers(tiers.filter((_, index) => index !== at))}
                >
                  Remove this tier
                </Button>
              )}
            </p>
          </fieldset>
        ))}
        <datalist id="usage-keys">
          {USAGE_KEYS.map((key) => (
            <option key={key} value={key} />
          ))}
        </datalist>
        <p className="row">
          <Button
            small
            icon={Plus}
            onClick={() =>
              setTiers([
                ...tiers,
                {
                  name: `Long context ${tiers.length > 1 ? tiers.length : ""}`.trim(),
                  lines: tiers[0]?.lines.map((line) => ({ ...line })) ?? [],
                  above: "200000",
                  kept: undefined,
                },
              ])
            }
          >
            Tier for long inputs
          </Button>
        </p>
        <p className="quiet">Costs computed before keep the price they were computed with.</p>
        <ErrorLine error={save.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={save.isPending}>
            Save
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

function patternFor(name: string): string {
  return name ? `(?i)^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$` : "";
}

function draftOf(from: Price | undefined): DraftTier[] {
  const tiers = [...(from?.pricingTiers ?? [])].sort((one, other) => one.priority - other.priority);
  if (tiers.length === 0) {
    return [{ name: "Standard", lines: USAGE_KEYS.slice(0, 2).map(emptyLine), above: "", kept: undefined }];
  }
  const first = tiers.find((tier) => tier.isDefault) ?? (tiers[0] as Tier);
  return [first, ...tiers.filter((tier) => tier !== first)].map((tier) => {
    const { conditions, attributeConditions } = tier;
    const [only, more] = [...conditions, ...attributeConditions];
    const simple =
      !more && only && "usageDetailPattern" in only && only.usageDetailPattern === INPUTS && only.operator === "gt";
    return {
      name: tier.name,
      lines: Object.entries(tier.prices).map(([key, price]) => ({ key, price: typedPerMillion(price) })),
      above: simple ? String(only.value) : "",
      kept: tier.isDefault || simple ? undefined : { conditions, attributeConditions },
    };
  });
}

function tiersOf(tiers: DraftTier[]): Tier[] {
  return tiers.map((tier, at) => ({
    name: tier.name.trim(),
    isDefault: at === 0,
    priority: at,
    ...(tier.kept ?? {
      conditions:
        at === 0 ? [] : [{ usageDetailPattern: INPUTS, operator: "gt", value: Number(tier.above) }],
      attributeConditions: [],
    }),
    prices: Object.fromEntries(
      tier.lines.map(({ key, price }) => [key.trim(), fromPerMillion(price)]),
    ),
  }));
}

const emptyLine = (key: string): Line => ({ key, price: "" });
const withLine = (tier: DraftTier): DraftTier => ({ ...tier, lines: [...tier.lines, emptyLine("")] });
const without = (tiers: DraftTier[], line: number): DraftTier[] =>
  tiers.map((tier) => ({ ...tier, lines: tier.lines.filter((_, index) => index !== line) }));
const renamed = (tiers: DraftTier[], line: number, key: string): DraftTier[] =>
  tiers.map((tier) => ({
    ...tier,
    lines: tier.lines.map((each, index) => (index === line ? { ...each, key } : each)),
  }));
