# The service with its embedded store, on a read-only file system but for /data:
#   docker run --read-only -v comments:/data -p 8000:8000 moderation
# With a Redis or Valkey of your own: -e REDIS_URL=redis://… ; then /data keeps only the secret, if SECRET_KEY is not given.

FROM python:3.11-slim AS built
WORKDIR /app
COPY requirements.txt .
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: -r requirements.txt \
 && .venv/bin/python -m pip uninstall --yes --quiet pip setuptools \
 && find .venv -type d -name tests -path "*/site-packages/*" -prune -exec rm -rf {} + \
 && find .venv/lib/*/site-packages/babel/locale-data -name "*.dat" ! -name "fr*" ! -name "en*" ! -name "root*" -delete
COPY wsgi.py ./
COPY moderation moderation
COPY classifiers classifiers
RUN .venv/bin/python -m compileall -q wsgi.py moderation classifiers

FROM python:3.11-slim
COPY --from=built /app /app
RUN mkdir /data && chown 10001:10001 /data
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 DATA_DIR=/data TMPDIR=/data FLASK_APP=wsgi
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["python", "-m", "moderation"]
