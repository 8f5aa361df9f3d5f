// Calls to copy, filled in with this instance's address and a project's keys.
import { HOST } from "./base";

export function curlLine(publicKey: string, secretKey: string): string {
  return `curl -u "${publicKey}:${secretKey}" ${HOST}/api/public/traces \\
  -H "Content-Type: application/json" \\
  -d '{"name": "hello", "input": "Say hello", "output": "Hello!", "userId": "me"}'`;
}

export interface Snippet {
  name: string;
  text: string;
}

const EXAMPLE = { publicKey: "pk-lf-...", secretKey: "sk-lf-..." };

export function snippets(pair: { publicKey: string; secretKey: string } = EXAMPLE): Snippet[] {
  const { publicKey, secretKey } = pair;
  return [
    { name: "curl", text: curlLine(publicKey, secretKey) },
    {
      name: "Langfuse SDK",
      text: `# pip install langfuse
export LANGFUSE_HOST="${HOST}"
export LANGFUSE_PUBLIC_KEY="${publicKey}"
export LANGFUSE_SECRET_KEY="${secretKey}"

python - <<'EOF'
from langfuse import get_client, observe

@observe()
def greet(name: str) -> str:
    return f"Hello {name}!"

greet("you")
get_client().flush()
EOF`,
    },
    {
      name: "OpenAI SDK",
      text: `# pip install langfuse openai
export LANGFUSE_HOST="${HOST}"
export LANGFUSE_PUBLIC_KEY="${publicKey}"
export LANGFUSE_SECRET_KEY="${secretKey}"

python - <<'EOF'
from langfuse.openai import openai  # the only line that changes

openai.chat.completions.create(
    model="gpt-4o-mini", messages=[{"role": "user", "content": "Say hello"}]
)
EOF`,
    },
    {
      name: "Anthropic SDK",
      text: `# pip install anthropic. GATEWAY_KEY: \`make up\` prints it.
# Calls through the gateway are traced by themselves; ANTHROPIC_BASE_URL does the same without code.
python - <<'EOF'
import os

import anthropic

client = anthropic.Anthropic(base_url="${HOST}", auth_token=os.environ["GATEWAY_KEY"])
client.messages.create(
    model="claude-sonnet-4-5",
    max_tokens=100,
    messages=[{"role": "user", "content": "Say hello"}],
)
EOF`,
    },
    {
      name: "Claude Code",
      text: `# Through the gateway: every call with its cost. GATEWAY_KEY: \`make up\` prints it.
export ANTHROPIC_BASE_URL="${HOST}"
export ANTHROPIC_AUTH_TOKEN="$GATEWAY_KEY"

# Its own telemetry beside it: sessions, prompts, tools.
export CLAUDE_CODE_ENABLE_TELEMETRY=1
export OTEL_METRICS_EXPORTER=otlp OTEL_LOGS_EXPORTER=otlp
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_ENDPOINT="${HOST}/api/public/otel"
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Basic ${basic(publicKey, secretKey)}"

claude`,
    },
    {
      name: "Gateway",
      text: `# GATEWAY_KEY: \`make up\` prints it. Calls through the gateway are traced by themselves.
curl ${HOST}/v1/chat/completions \\
  -H "Authorization: Bearer $GATEWAY_KEY" -H "Content-Type: application/json" \\
  -d '{"model": "gatelight-demo", "messages": [{"role": "user", "content": "Say hello"}]}'`,
    },
    {
      name: "LiteLLM",
      text: `# config.yaml of your own LiteLLM
litellm_settings:
  callbacks: ["langfuse_otel"]

# its environment
export LANGFUSE_OTEL_HOST="${HOST}"
export LANGFUSE_PUBLIC_KEY="${publicKey}"
export LANGFUSE_SECRET_KEY="${secretKey}"`,
    },
    {
      name: "OpenTelemetry",
      text: `export OTEL_EXPORTER_OTLP_ENDPOINT="${HOST}/api/public/otel"
export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Basic ${basic(publicKey, secretKey)}"`,
    },
  ];
}

export function basic(publicKey: string, secretKey: string): string {
  return btoa(`${publicKey}:${secretKey}`);
}
