import type { Metric, Sample } from "./exposition.ts";
import type { PlaceStats } from "./place.ts";
import type { PoolStats } from "./pool.ts";
import { type Answers, STATUS_CLASSES, sumOf } from "./totals.ts";

/** What the metrics endpoint tells of the workers: sums for all, and each value of each worker. */
export function metricsOf(stats: PoolStats, uptime: number): Metric[] {
  const { places } = stats;
  const total = (value: (place: PlaceStats) => number) =>
    places.reduce((sum, place) => sum + value(place), 0);
  const each = (value: (place: PlaceStats) => number): Sample[] =>
    places.map((place) => ({ labels: { worker: String(place.place) }, value: value(place) }));
  const byState = Object.entries(stats.workers).map(([state, value]) => ({ labels: { state }, value }));
  const byOutcome = Object.entries(stats.reloads).map(([outcome, value]) => ({ labels: { outcome }, value }));
  return [
    gauge("saluki_uptime_seconds", "Seconds since the master was started.", [{ value: uptime }]),
    gauge("saluki_workers", "Worker processes, by what they do.", byState),
    counter("saluki_worker_restarts_total", "Workers that were started for one that had died.", [
      { value: stats.restarts },
    ]),
    counter("saluki_reloads_total", "Reloads, by how they ended.", byOutcome),
    counter(
      "saluki_requests_total",
      "Requests of all workers that were answered, by the first digit of the status.",
      answerSamples(sumOf(places.map(({ answers }) => answers))),
    ),
    gauge("saluki_requests_in_flight", "Requests of all workers that are not finished.", [
      { value: total((place) => place.requestsInFlight) },
    ]),
    gauge("saluki_open_connections", "Connections of all workers, idle ones included.", [
      { value: total((place) => place.openConnections) },
    ]),
    gauge("saluki_resident_memory_bytes", "Resident memory of all workers.", [
      { value: total((place) => place.residentMemory) },
    ]),
    counter(
      "saluki_worker_requests_total",
      "Requests that were answered, by the first digit of the status; those of workers that are gone included.",
      places.flatMap((place) => answerSamples(place.answers, { worker: String(place.place) })),
    ),
    gauge(
      "saluki_worker_requests_in_flight",
      "Requests that are not finished.",
      each((place) => place.requestsInFlight),
    ),
    gauge(
      "saluki_worker_open_connections",
      "Connections, idle ones included.",
      each((place) => place.openConnections),
    ),
    gauge(
      "saluki_worker_event_loop_utilization",
      "Part of the last second in which the event loop was busy, from 0 to 1.",
      each((place) => place.eventLoopUtilization),
    ),
    gauge(
      "saluki_worker_event_loop_lag_seconds",
      "Seconds by which the last timer of the event loop was late.",
      each((place) => place.eventLoopLag),
    ),
    gauge(
      "saluki_worker_resident_memory_bytes",
      "Resident memory.",
      each((place) => place.residentMemory),
    ),
    gauge(
      "saluki_worker_uptime_seconds",
      "Seconds since the process was started; 0 where there is none.",
      each((place) => place.uptime),
    ),
  ];
}

function answerSamples(answers: Answers, labels: Readonly<Record<string, string>> = {}): Sample[] {
  return STATUS_CLASSES.map((status) => ({ labels: { ...labels, status }, value: answers[status] }));
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: "counter", samples };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: "gauge", samples };
}
