// The edge's path table as a CloudFront Function (cloudfront-js-2.0), for viewer requests.
// Written by `python -m scripts.cloudfront` from src/gatelight/edge/paths.py: change it there.
const BASE = '/langfuse';
// Prefix to target. A prefix covers itself and everything below it; the longest wins.
const OPEN = {
 '/generated/api/openapi.yml': 'server',
 '/.well-known/mcp.json': 'server',
 '/health/liveliness': 'gateway',
 '/health/readiness': 'gateway',
 '/health/liveness': 'gateway',
 '/public/traces': 'server',
 '/vector_stores': 'gateway',
 '/completions': 'gateway',
 '/moderations': 'gateway',
 '/fine_tuning': 'gateway',
 '/embeddings': 'gateway',
 '/assistants': 'gateway',
 '/containers': 'gateway',
 '/openrouter': 'gateway',
 '/v2/rerank': 'gateway',
 '/responses': 'gateway',
 '/anthropic': 'gateway',
 '/vertex_ai': 'gateway',
 '/vertex-ai': 'gateway',
 '/azure_ai': 'gateway',
 '/project': 'server',
 '/grafana': 'grafana',
 '/healthz': 'edge',
 '/batches': 'gateway',
 '/threads': 'gateway',
 '/engines': 'gateway',
 '/bedrock': 'gateway',
 '/mistral': 'gateway',
 '/v1beta': 'gateway',
 '/models': 'gateway',
 '/images': 'gateway',
 '/rerank': 'gateway',
 '/videos': 'gateway',
 '/openai': 'gateway',
 '/gemini': 'gateway',
 '/cohere': 'gateway',
 '/_next': 'server',
 '/audio': 'gateway',
 '/files': 'gateway',
 '/azure': 'gateway',
 '/chat': 'gateway',
 '/api': 'server',
 '/ocr': 'gateway',
 '/rag': 'gateway',
 '/v1': 'gateway'
};
// First segments of the gateway's administration, also behind a version.
const CLOSED = ' memory-usage-in-mem-cache-items memory-usage-in-mem-cache coordination_redis rust_control_plane cost_optimization adaptive_router fallback_login organization access_group search_tools plugin-proxy openapi.json model_group credentials auto_router invitation onboarding guardrails management otel-spans model_hub callbacks workflows customer end_user provider settings fallback policies mcp-rest schedule alerting session prompts toolset gateway metrics swagger litellm budget global logout config router policy agents reload active update delete upload memory traces health routes public users spend login audit model cache agent tools email queue debug utils redoc user team scim cost lens logs lazy test docs key sso jwt tag mcp add get ui ';
const VERSIONS = ' v1beta v1 v2 v3 ';
const MOST_DECODINGS = 8;

function handler(event) {
  const request = event.request;
  const found = route(request.uri);
  if (found.target === 'blocked') {
    return answer(403, 'Forbidden', 'Forbidden: not available from outside.\n');
  }
  if (found.target === 'edge') {
    return answer(200, 'OK', 'ok\n');
  }
  if (found.target === 'redirect') {
    return redirect(found.path, request);
  }
  if (found.target === 'missing') {
    return answer(404, 'Not Found', 'Not found.\n');
  }
  // CloudFront has chosen the origin already, by the path as it was written. One that was written
  // in another way than its origin's pattern is asked for again in the plain way.
  // Whether CloudFront resolved dots and escapes before it chose does not matter then.
  const read = normalized(request.uri);
  if (originOf(request.uri) !== found.target || originOf(read) !== found.target) {
    const plain = resolved(unreserved(found.path));
    if (plain !== request.uri && originOf(plain) === found.target) {
      return redirect(plain, request);
    }
    return answer(404, 'Not Found', 'Not found.\n');
  }
  request.uri = found.path;
  return request;
}

// As `route` of src/gatelight/edge/paths.py: a path is judged in every spelling it could have.
function route(raw) {
  if (raw.charAt(0) !== '/') {
    return { target: 'missing', path: raw };
  }
  const path = resolved(raw);
  const seen = spellings(path);
  let blocked = false;
  for (let i = 0; i < seen.length; i++) {
    if (/[\x00-\x1f\x7f]/.test(seen[i])) {
      return { target: 'missing', path: path };
    }
    if (find(resolved(seen[i].split('\\').join('/')).toLowerCase()) === 'blocked') {
      blocked = true;
    }
  }
  if (blocked) {
    return { target: 'blocked', path: path };
  }
  if (path === BASE || path === '/') {
    return { target: 'redirect', path: BASE + '/' };
  }
  return { target: find(seen.length > 1 ? seen[1] : seen[0]) || 'missing', path: path };
}

function find(path) {
  let prefix = path;
  while (prefix) {
    const target = prefix === BASE ? 'server' : OPEN[prefix];
    if (target) {
      return target;
    }
    if (isClosed(prefix)) {
      return 'blocked';
    }
    prefix = prefix.slice(0, prefix.lastIndexOf('/'));
  }
  return null;
}

function isClosed(prefix) {
  const parts = prefix.split('/');
  const name = parts[parts.length - 1];
  const listed = name !== '' && CLOSED.indexOf(' ' + name + ' ') >= 0 && name.indexOf(' ') < 0;
  return listed && (parts.length === 2 || (parts.length === 3 && isVersion(parts[1])));
}

function isVersion(part) {
  return part !== '' && part.indexOf(' ') < 0 && VERSIONS.indexOf(' ' + part + ' ') >= 0;
}

// Which origin a cache behaviour sends this path to: the rows' patterns, else the gateway.
function originOf(path) {
  const target = path.charAt(0) === '/' && path.indexOf('//') !== 0 ? find(path) : null;
  return target === 'server' || target === 'grafana' ? target : 'gateway';
}

function spellings(path) {
  const seen = [path];
  for (let i = 0; i < MOST_DECODINGS; i++) {
    const decoded = unquote(seen[seen.length - 1]);
    if (decoded === seen[seen.length - 1]) {
      return seen;
    }
    seen.push(decoded);
  }
  seen.push('\x00');
  return seen;
}

function unquote(text) {
  return text.replace(/(%[0-9a-f][0-9a-f])+/gi, decode);
}

function decode(run) {
  try {
    return decodeURIComponent(run);
  } catch (error) {
    return run.replace(/%[0-9a-f][0-9a-f]/gi, byteOf);
  }
}

function byteOf(escape) {
  const code = parseInt(escape.slice(1), 16);
  return code < 128 ? String.fromCharCode(code) : '\ufffd';
}

// Escapes of characters that need none (RFC 3986, 6.2.2.2), as CloudFront reads a path.
function unreserved(path) {
  return path.replace(/%[0-9a-f][0-9a-f]/gi, plainOf);
}

function plainOf(escape) {
  const character = byteOf(escape);
  return /[A-Za-z0-9._~-]/.test(character) ? character : escape;
}

// A path as RFC 3986 (6.2.2) normalizes it: doubled slashes stay.
function normalized(path) {
  return '/' + segments(unreserved(path).slice(1), true).join('/');
}

function segments(path, empty) {
  const parts = [];
  path.split('/').forEach((part) => {
    if (part === '..') {
      parts.pop();
    } else if (part !== '.' && (part !== '' || empty)) {
      parts.push(part);
    }
  });
  return parts;
}

function resolved(path) {
  const parts = segments(path, false);
  const folder = /(\/|\/\.|\/\.\.)$/.test(path) && parts.length > 0;
  return '/' + parts.join('/') + (folder ? '/' : '');
}

function answer(status, description, text) {
  return {
    statusCode: status,
    statusDescription: description,
    headers: {
      'content-type': { value: 'text/plain; charset=utf-8' },
      'cache-control': { value: 'no-store' },
    },
    body: { encoding: 'text', data: text },
  };
}

function redirect(path, request) {
  return {
    statusCode: 308,
    statusDescription: 'Permanent Redirect',
    headers: { location: { value: path + query(request.querystring) } },
  };
}

function query(given) {
  const pairs = [];
  Object.keys(given || {}).forEach((name) => {
    const values = given[name].multiValue || [given[name]];
    values.forEach((one) => pairs.push(one.value === '' ? name : name + '=' + one.value));
  });
  return pairs.length ? '?' + pairs.join('&') : '';
}
