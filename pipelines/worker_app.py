"""What Celery's own command loads for a worker: the tasks by which Dagster has runs done."""

from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_execute_job_task, create_resume_job_task

from pipelines.workers import broker, in_database, results

# A run is given to whoever is free, never kept by one who is busy, and lost with him: Celery can with Redis; in a
# database a run counts as taken until it is done, where it would be given once, and to nobody else (other brokers give
# it again, and may so while it is being done). A process that did so many ends, so that none grows.
_SETTINGS = {
    "worker_prefetch_multiplier": 1,
    "worker_disable_prefetch": True,
    "task_acks_late": in_database(),
    "worker_max_tasks_per_child": 20,
}

app = make_app({"broker": broker(), "backend": results(), "config_source": _SETTINGS})  # type: ignore[no-untyped-call]
execute_job = create_execute_job_task(app)
resume_job = create_resume_job_task(app)
