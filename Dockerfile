# The application with its media engine. Everything it keeps is in /data.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md ./
COPY live live
COPY signaling signaling
COPY web web
RUN python -m venv /opt/diemcau \
    && /opt/diemcau/bin/pip install --no-cache-dir -c constraints.txt .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data diemcau \
    && install -d -o diemcau -g diemcau -m 0750 /data
COPY --from=build /opt/diemcau /opt/diemcau
ENV PATH=/opt/diemcau/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DIEMCAU_DATA=/data
USER diemcau
VOLUME /data
EXPOSE 8000 8001/udp
ENTRYPOINT ["diemcau"]
CMD ["serve"]
