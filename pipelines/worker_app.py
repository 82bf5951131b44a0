"""What Celery's own command loads for a worker: the tasks by which Dagster has runs done."""

from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_execute_job_task, create_resume_job_task

from pipelines.workers import broker, in_database, results

# A run is given to whoever is free, never kept by one who is busy, and lost with him. Redis can that; of a database a
# worker gets no second run before it said that the first is done. (Others would give that to somebody else meanwhile:
# what they gave too early they give again where a worker is gone.) A process that did so many ends, so that none grows.
_BY_REDIS, _BY_DATABASE = broker().startswith("redis"), in_database()
_SETTINGS = {
    "worker_prefetch_multiplier": 1,
    "worker_disable_prefetch": _BY_REDIS,
    "task_acks_late": _BY_DATABASE,
    "worker_max_tasks_per_child": 20,
}

app = make_app({"broker": broker(), "backend": results(), "config_source": _SETTINGS})  # type: ignore[no-untyped-call]
execute_job = create_execute_job_task(app)
resume_job = create_resume_job_task(app)
