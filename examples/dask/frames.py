"""Frames, and the child of this process that answers them: sent to where shards are held."""

import json
import os
import struct
import subprocess
import threading

_lock = threading.Lock()
_child = None


def read_frame(stream):
    """The head of the next frame and the whole of it, as it came; (None, b"") at the end."""
    length = stream.read(4)
    if not length:
        return None, b""
    body = stream.read(struct.unpack("<I", length)[0])
    (head_length,) = struct.unpack_from("<I", body)
    return json.loads(body[4 : 4 + head_length]), length + body


def data_of(frame):
    """What comes after the head."""
    return frame[8 + struct.unpack_from("<I", frame, 4)[0] :]


def frame_of(head, data=b""):
    text = json.dumps(head).encode()
    return struct.pack("<II", 4 + len(text) + len(data), len(text)) + text + data


def lost(head, reason):
    """Answers that what held the shard is gone: the driver opens it again."""
    return frame_of({"id": head["id"], "error": reason, "lost": True})


def is_lost(frame):
    """Whether it answers that what held the shard is gone."""
    (size,) = struct.unpack_from("<I", frame, 4)
    return json.loads(frame[8 : 8 + size]).get("lost", False)


def carry(frame, head, command):
    """Has the child of this process answer a frame; runs where shards are held."""
    global _child
    # One at a time: what comes back next is the answer.
    with _lock:
        if _child is None or _child.poll() is not None:
            _child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            _child.stdin.write(frame)
            _child.stdin.flush()
            answered, answer = read_frame(_child.stdout)
        except BrokenPipeError:
            answered = None
        return lost(head, f"its worker ended (process {os.getpid()})") if answered is None else answer
