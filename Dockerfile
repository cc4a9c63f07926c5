# One image for all roles; the command says which: `mailflow web`, `mailflow worker`, ... (docker-compose.yml).

FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY mailflow mailflow
COPY workers workers
COPY templates templates
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 MAILFLOW_WEB_HOST=0.0.0.0 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --system --uid 10001 --home-dir /var/lib/mailflow --create-home mailflow
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels pip install --no-cache-dir /wheels/*.whl
USER mailflow
# with nothing set, SQLite and the file queue lie here, under mailflow-data
WORKDIR /var/lib/mailflow
VOLUME /var/lib/mailflow
EXPOSE 8025
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8025/health', timeout=4)"]
CMD ["mailflow", "serve"]
