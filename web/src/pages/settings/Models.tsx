import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Banknote, CopyPlus, Pencil, Plus, Trash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { EmptyState } from "../../components/EmptyState";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { Switch } from "../../components/Switch";
import { Time } from "../../components/Time";
import { toast } from "../../components/Toasts";
import { Actions, Numbers, PlainTable } from "../../components/settings/PlainTable";
import { PriceForm } from "../../components/settings/PriceForm";
import { PriceTrial } from "../../components/settings/PriceTrial";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { count } from "../../lib/format";
import { type Price, conditionsText, perMillion } from "../../lib/prices";
import { mayAdminister, usePlace } from "../../lib/session";
import type { Page } from "../../lib/types";

/** The price book: what is in it, prices of the project's own, and a trial. */
export function Models() {
  const { project } = usePlace();
  const mayChange = mayAdminister(project.role);
  const client = useQueryClient();
  const [search, setSearch] = useState("");
  const [own, setOwn] = useState(false);
  const [form, setForm] = useState<{ from?: Price }>();
  const [going, setGoing] = useState<Price>();
  const wanted = useDeferredValue(search.trim());
  const prices = useInfiniteQuery({
    queryKey: ["prices", project.id, wanted, own],
    queryFn: ({ pageParam, signal }) =>
      api<Page<Price>>(`/api/projects/${encodeURIComponent(project.id)}/prices`, {
        signal,
        query: { search: wanted, own: own ? "true" : undefined, page: pageParam, limit: 50 },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  const remove = useMutation({
    mutationFn: (price: Price) =>
      api(`/api/public/models/${encodeURIComponent(price.id)}`, {
        method: "DELETE",
        project: project.id,
      }),
    onSuccess: async () => {
      setGoing(undefined);
      toast("The price is out of use.");
      await client.invalidateQueries({ queryKey: ["prices", project.id] });
    },
  });
  const rows = prices.data?.pages.flatMap((page) => page.data) ?? [];
  const total = prices.data?.pages[0]?.meta.totalItems;
  return (
    <SettingsPage
      title="Models and prices"
      tools={
        mayChange && (
          <Button primary icon={Plus} onClick={() => setForm({})}>
            New price
          </Button>
        )
      }
    >
      <PriceTrial projectId={project.id} />
      <section aria-labelledby="book">
        <h2 id="book">Price book {total !== undefined && <small className="quiet">{count(total)}</small>}</h2>
        <div className="row">
          <input
            className="input"
            type="search"
            aria-label="Search models and providers"
            placeholder="Search models and providers"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Switch label="Only this project's own" checked={own} onChange={setOwn} />
        </div>
        <ErrorLine error={prices.error} />
        {prices.isPending && <Skeleton lines={8} />}
        {prices.data && rows.length === 0 && (
          <EmptyState icon={Banknote} title={own ? "No prices of its own yet" : "Nothing is called that"}>
            <p>
              {own
                ? "Calls are priced with the shared book. A price of the project's own goes before it."
                : "Calls of models that are not in the book have no computed cost; add a price for them."}
            </p>
          </EmptyState>
        )}
        {rows.length > 0 && (
          <PlainTable
            label="Price book"
            head={["Model", "Provider", "In force from", <Numbers key="Input">Input</Numbers>, <Numbers key="Output">Output</Numbers>, <Numbers key="Cached input">Cached input</Numbers>, "Source", <Actions key="a" />]}
          >
            {rows.map((price) => (
              <PriceRow
                key={price.id}
                price={price}
                mayChange={mayChange}
                onForm={() => setForm({ from: price })}
                onDelete={() => setGoing(price)}
              />
            ))}
          </PlainTable>
        )}
        <p className="quiet">Prices are USD for a million tokens (or other units, where it says so).</p>
        {prices.hasNextPage && (
          <p className="row">
            <Button busy={prices.isFetchingNextPage} onClick={() => void prices.fetchNextPage()}>
              More
            </Button>
          </p>
        )}
      </section>
      {form && <PriceForm projectId={project.id} from={form.from} onClose={() => setForm(undefined)} />}
      {going && (
        <ConfirmDialog
          title={`Delete the price of ${going.modelName}?`}
          action="Delete it"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(going)}
          onClose={() => setGoing(undefined)}
        >
          <p>Calls from now on are priced with the shared book. Costs computed before stay.</p>
        </ConfirmDialog>
      )}
    </SettingsPage>
  );
}

interface RowProps {
  price: Price;
  mayChange: boolean;
  onForm: () => void;
  onDelete: () => void;
}

function PriceRow({ price, mayChange, onForm, onDelete }: RowProps) {
  const standard = price.pricingTiers.find((tier) => tier.isDefault)?.prices ?? {};
  const own = !price.isLangfuseManaged;
  const tiers = price.pricingTiers.filter((tier) => !tier.isDefault);
  const cached = standard.input_cached_tokens ?? standard.cache_read_input_tokens ?? standard.input_cache_read;
  return (
    <tr>
      <td>
        <b title={price.matchPattern}>{price.modelName}</b>
        {price.unit && price.unit !== "TOKENS" && <span className="badge">{price.unit.toLowerCase()}</span>}
        {tiers.map((tier) => (
          <div key={tier.name} className="quiet" title={conditionsText(tier)}>
            {tier.name}: {perMillion(tier.prices.input)} in, {perMillion(tier.prices.output)} out
          </div>
        ))}
      </td>
      <td>{price.provider ?? (own ? "this project" : "")}</td>
      <td>
        {price.startDate ? <Time iso={price.startDate} short /> : <span className="quiet">ever</span>}
        {price.dailyWindowUtc && <div className="quiet">{price.dailyWindowUtc} UTC</div>}
      </td>
      <td className="number">{perMillion(standard.input ?? standard.total)}</td>
      <td className="number">{perMillion(standard.output)}</td>
      <td className="number">{perMillion(cached)}</td>
      <td title={price.sourceVersion ?? undefined}>{price.source}</td>
      <td>
        {mayChange && (
          <span className="row">
            <IconButton
              icon={own ? Pencil : CopyPlus}
              aria-label={own ? `Change ${price.modelName}` : `Override ${price.modelName}`}
              title={own ? "Change" : "Override in this project"}
              onClick={onForm}
            />
            {own && (
              <IconButton
                icon={Trash2}
                aria-label={`Delete ${price.modelName}`}
                onClick={onDelete}
              />
            )}
          </span>
        )}
      </td>
    </tr>
  );
}
