"""Fits a mixture over the processes of a Dask cluster, to the bits of one machine.

    python3 fit.py [--kill]    with --kill, a Dask worker is killed on the way
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from distributed import Client, LocalCluster

import frames
from points import write_table

HERE = Path(__file__).parent


def fit(client, table, kill=False):
    """The model as JSON. Frames are carried as they are: only their heads are looked at."""
    worker = ["node", str(HERE / "worker.js"), str(table.parent)]
    driver = subprocess.Popen(
        ["node", str(HERE / "driver.js"), str(table)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    homes = sorted(client.scheduler_info()["workers"])
    writing = threading.Lock()
    under_way = {}
    asked = 0

    def answer(future, head):
        failed = future.status != "finished"
        frame = frames.lost(head, f"Dask: {future.status}") if failed else future.result()
        with writing:
            driver.stdin.write(frame)
            driver.stdin.flush()
        under_way.pop(head["id"])

    while True:
        head, frame = frames.read_frame(driver.stdout)
        if head is None:
            raise RuntimeError("the driver ended without a model")
        if head["do"] == "failed":
            raise RuntimeError(head["error"])
        if head["do"] == "model":
            driver.stdin.close()
            driver.wait()
            return frames.data_of(frame)
        if head["do"] == "release":
            client.run(frames.carry, frame, head, worker)
            continue
        # Where the shard is held, as long as that worker lives; any other will do.
        home = homes[head["shard"] % len(homes)]
        future = client.submit(
            *(frames.carry, frame, head, worker),
            key=f"{head['run']}-{head['id']}",
            workers=[home],
            allow_other_workers=True,
        )
        # As long as nobody holds it, Dask may forget it.
        under_way[head["id"]] = future
        future.add_done_callback(lambda future, head=head: answer(future, head))
        asked += head["do"] == "ask"
        if kill and asked == 20:
            kill = False
            pid = client.run(os.getpid, workers=[homes[0]])[homes[0]]
            os.kill(pid, signal.SIGKILL)
            print(f"killed the Dask worker at {homes[0]}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "points.csv"
        write_table(table)
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            with Client(cluster) as client:
                client.upload_file(str(HERE / "frames.py"))
                over_many = fit(client, table, kill="--kill" in sys.argv)
        alone = subprocess.run(
            ["node", str(HERE / "alone.js"), str(table)], stdout=subprocess.PIPE, check=True
        ).stdout
    for weight, mean in zip(json.loads(alone)["weights"], json.loads(alone)["means"]):
        print(f"{weight:.3f}", " ".join(f"{value:7.3f}" for value in mean))
    print("over two Dask workers, the model of one machine, byte for byte:", over_many == alone)
    sys.exit(0 if over_many == alone else 1)


if __name__ == "__main__":
    main()
