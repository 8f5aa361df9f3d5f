import {
  Binary,
  Bot,
  Braces,
  CircleDot,
  Link2,
  Scale,
  Search,
  Shield,
  Sparkles,
  Wrench,
} from "lucide-react";

const ICONS: Record<string, typeof Braces> = {
  GENERATION: Sparkles,
  SPAN: Braces,
  EVENT: CircleDot,
  AGENT: Bot,
  TOOL: Wrench,
  CHAIN: Link2,
  RETRIEVER: Search,
  EVALUATOR: Scale,
  EMBEDDING: Binary,
  GUARDRAIL: Shield,
};

/** The sign of a type of observation. */
export function TypeIcon({ type }: { type: string }) {
  const Icon = ICONS[type] ?? Braces;
  return <Icon className="type" data-type={type} aria-label={type.toLowerCase()} />;
}
