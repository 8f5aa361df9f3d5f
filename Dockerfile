# syntax=docker/dockerfile:1
# Images of Gatelight, for amd64 and arm64: `docker buildx bake --file deploy/docker-bake.json`.
#   server   the server and the edge        gateway  LiteLLM, with the command that starts it
#   grafana  Grafana with the dashboards    metrics  VictoriaMetrics with what it reads
# They run as no root and with a read-only root file system: /data and /tmp are all they write to.

FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS pages
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY web ./
RUN npm run build -- --logLevel warn

# Packages by hash, as wheels: nothing is compiled, so no compiler is needed.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /src
COPY scripts/environment scripts/environment
COPY requirements.lock ./
RUN sh scripts/environment /opt/gatelight requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY --from=pages /src/src/gatelight/ui/dist src/gatelight/ui/dist
COPY scripts/install-wheel scripts/install-wheel
RUN sh scripts/install-wheel /opt/gatelight

FROM python:3.11-slim-bookworm AS litellm
WORKDIR /src
COPY scripts/environment scripts/environment
COPY gateway/requirements.txt gateway/requirements.txt
RUN sh scripts/environment /opt/gateway gateway/requirements.txt

FROM python:3.11-slim-bookworm AS server
LABEL org.opencontainers.image.title="Gatelight" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 gatelight \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin gatelight \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=packages /opt/gatelight /opt/gatelight
ENV PATH=/opt/gatelight/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    GATELIGHT_DATA_DIR=/data \
    GATELIGHT_HOST=0.0.0.0 \
    GATELIGHT_EDGE_HOST=0.0.0.0 \
    GATELIGHT_GATEWAY_HOST=0.0.0.0 \
    GATELIGHT_GATEWAY_VENV=/opt/gateway
USER 10001:10001
WORKDIR /data
# ECS gives an empty volume the owner and mode of the image's folder only where it is declared.
VOLUME ["/data", "/tmp"]
EXPOSE 3000 4317
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 \
    CMD ["python", "-m", "gatelight.deploy.alive", "http://127.0.0.1:3000/api/public/health"]
CMD ["gatelight", "serve"]

FROM server AS gateway
COPY --from=litellm /opt/gateway /opt/gateway
EXPOSE 4000
HEALTHCHECK --interval=15s --timeout=5s --start-period=180s --retries=4 \
    CMD ["python", "-m", "gatelight.deploy.alive", "http://127.0.0.1:4000/health/liveliness"]
CMD ["gatelight", "gateway"]

FROM grafana/grafana:11.6.0 AS grafana
USER 0
RUN mkdir /data && chown 472:472 /data
COPY deploy/grafana/provisioning /etc/grafana/provisioning
COPY deploy/grafana/dashboards /var/lib/grafana/dashboards/gatelight
USER 472:472
VOLUME ["/tmp"]

FROM victoriametrics/victoria-metrics:v1.106.0 AS metrics
COPY deploy/prometheus/aws.yml /etc/gatelight/scrape.yml
USER 10001:10001
