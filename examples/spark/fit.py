"""Fits a mixture over the executors of Spark, to the bits of one machine.

    spark-submit --master 'local[2]' fit.py
"""

import json
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from pyspark import SparkContext

import frames
from points import write_table

HERE = Path(__file__).parent

# Seconds without another frame after which a batch is whole: a question comes to all shards at once.
PAUSE = 0.02


def batches_of(stream):
    """What the driver writes, as lists of frames that can be answered beside each other."""
    arrived = queue.Queue()

    def read():
        head = {}
        while head is not None:
            head, frame = frames.read_frame(stream)
            arrived.put((head, frame))

    threading.Thread(target=read, daemon=True).start()
    while True:
        batch = [arrived.get()]
        try:
            while batch[-1][0] is not None:
                batch.append(arrived.get(timeout=PAUSE))
        except queue.Empty:
            pass
        yield batch


def carried(opens, command):
    """Carries the frames of a partition, wherever Spark has put it."""

    def carry(partition):
        for head, frame in partition:
            answer = frames.carry(frame, head, command)
            if head["do"] == "ask" and frames.is_lost(answer):
                # Another process has been given this shard: it opens it first.
                open_head, open_frame = opens.value[head["run"], head["shard"]]
                frames.carry(open_frame, open_head, command)
                answer = frames.carry(frame, head, command)
            yield answer

    return carry


def fit(spark, table):
    """The model as JSON. Frames are carried as they are: only their heads are looked at."""
    worker = ["node", str(HERE / "worker.js"), str(table.parent)]
    driver = subprocess.Popen(
        ["node", str(HERE / "driver.js"), str(table)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    opens = {}
    sent = spark.broadcast(opens)
    for batch in batches_of(driver.stdout):
        for_workers = [(head, frame) for head, frame in batch if head and "shard" in head]
        new = [(head, frame) for head, frame in for_workers if head["do"] == "open"]
        if new:
            opens.update(((head["run"], head["shard"]), (head, frame)) for head, frame in new)
            sent = spark.broadcast(opens)
        if for_workers:
            # A partition for each: Spark gives them to whoever is free.
            rows = spark.parallelize(for_workers, len(for_workers))
            for answer in rows.mapPartitions(carried(sent, worker)).collect():
                driver.stdin.write(answer)
            driver.stdin.flush()
        for head, frame in batch:
            if head is None:
                raise RuntimeError("the driver ended without a model")
            if head["do"] == "failed":
                raise RuntimeError(head["error"])
            if head["do"] == "model":
                driver.stdin.close()
                driver.wait()
                return frames.data_of(frame)
            # Nobody is told of "release": children end with the processes of Spark.


def main():
    spark = SparkContext(appName="mixtura")
    spark.addPyFile(str(HERE / "frames.py"))
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "points.csv"
        write_table(table)
        over_many = fit(spark, table)
        alone = subprocess.run(
            ["node", str(HERE / "alone.js"), str(table)], stdout=subprocess.PIPE, check=True
        ).stdout
    spark.stop()
    for weight, mean in zip(json.loads(alone)["weights"], json.loads(alone)["means"]):
        print(f"{weight:.3f}", " ".join(f"{value:7.3f}" for value in mean))
    print("over Spark, the model of one machine, byte for byte:", over_many == alone)
    sys.exit(0 if over_many == alone else 1)


if __name__ == "__main__":
    main()
