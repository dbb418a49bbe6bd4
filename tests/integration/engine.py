# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""A Docker Engine for tests: Debian's dockerd on a private socket, in a network
of its own, and an image made of this machine's files. Skip is raised, with the
reason, where the machine can't run one."""
import ctypes
import glob
import io
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time

SECONDS = 30


class Skip(Exception):
    pass


class Engine:
    """Runs while the `with` block does; DOCKER_HOST is in `environment`."""

    def __init__(self):
        for program in ("dockerd", "docker", "docker-compose", "unshare"):
            if shutil.which(program) is None:
                raise Skip("the program %s is not installed" % program)
        if os.geteuid() != 0:
            raise Skip("dockerd needs root")
        # Paths of unix sockets end at 107 bytes.
        self.folder = tempfile.mkdtemp(prefix="bh-", dir="/tmp")
        self.socket = "unix://%s/s" % self.folder
        self.process = None
        self.environment = {
            **{k: v for k, v in os.environ.items()
               if not k.startswith(("DOCKER_", "COMPOSE_"))},
            "DOCKER_HOST": self.socket, "HOME": self.folder,
            "TMPDIR": os.path.join(self.folder, "t"),
            "DOCKER_CLI_HINTS": "false"}

    def __enter__(self):
        os.mkdir(self.environment["TMPDIR"])
        self.log = open(os.path.join(self.folder, "log"), "wb")
        daemon = ("ip link set lo up 2>/dev/null; exec dockerd "
                  "--data-root {0}/data --exec-root {0}/exec -p {0}/pid "
                  "-H {1}".format(self.folder, self.socket))
        self.process = subprocess.Popen(
            ["unshare", "-n", "sh", "-c", daemon], stdout=self.log,
            stderr=self.log, start_new_session=True, preexec_fn=as_child)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.docker("info", check=False).returncode == 0:
                return self
            time.sleep(0.2)
        with open(os.path.join(self.folder, "log")) as log:
            last = (log.read().splitlines() or ["it said nothing"])[-1]
        self.__exit__()
        raise Skip("dockerd does not start: " + last)

    def __exit__(self, *_):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        for mount in sorted(mounts_below(self.folder), reverse=True):
            subprocess.run(["umount", "-l", mount], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def docker(self, *args, check=True, **options):
        return subprocess.run(["docker", *args], env=self.environment,
                              check=check, capture_output=True, **options)

    def names(self, kind):
        """Names of all objects of a kind, to see whether any were left."""
        form = {"image": "{{.Repository}}:{{.Tag}}", "container": "{{.Names}}"}
        out = self.docker(kind, "ls", *(["-a"] if kind == "container" else []),
                          "--format", form.get(kind, "{{.Name}}")).stdout
        return sorted(out.decode().split())

    def import_image(self, name, changes=()):
        """An image with sh, sleep, id and python3 of this machine."""
        options = [word for change in changes for word in ("-c", change)]
        self.docker("import", *options, "-", name, input=rootfs())


PR_SET_PDEATHSIG = 1


def as_child():
    """Ends with us. Control groups of containers take no real-time processes,
    so it is an ordinary one."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def mounts_below(folder):
    with open("/proc/self/mounts") as mounts:
        points = [line.split()[1] for line in mounts]
    return [point for point in points if point.startswith(folder + "/")]


_rootfs = None


def rootfs():
    """A tar of a small root file system; no network is needed for it."""
    global _rootfs
    if _rootfs is None:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            Rootfs(tar).fill()
        _rootfs = out.getvalue()
    return _rootfs


class Rootfs:
    PROGRAMS = ("sh", "sleep", "id", "cat", "touch", "python3", "true")
    LEFT_OUT = ("test", "tests", "dist-packages", "site-packages", "idlelib",
                "lib2to3", "ensurepip", "turtledemo", "pydoc_data", "tkinter",
                "__pycache__")

    def __init__(self, tar):
        self.tar = tar
        self.done = set()

    def fill(self):
        for folder, mode in (("tmp", 0o1777), ("etc", 0o755), ("data", 0o755),
                             ("run", 0o755), ("proc", 0o755), ("sys", 0o755),
                             ("dev", 0o755), ("srv", 0o755)):
            self.folder(folder, mode)
        self.text("etc/passwd", "root:x:0:0::/:/bin/sh\n"
                  "app:x:1000:1000::/:/bin/sh\n")
        self.text("etc/group", "root:x:0:\napp:x:1000:\n")
        # Of the system: that of a user may lie where others can't read.
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        for program in self.PROGRAMS:
            found = shutil.which(program, path=path)
            if found is None:
                raise Skip("the program %s is not installed" % program)
            self.file(found, "bin/" + program)
            self.libraries([found])
        python = shutil.which("python3", path=path)
        library = subprocess.run(
            [python, "-c", "import os; print(os.path.dirname(os.__file__))"],
            capture_output=True, text=True, check=True).stdout.strip()
        for top, folders, files in os.walk(library):
            folders[:] = [f for f in folders if f not in self.LEFT_OUT
                          and not f.startswith("config-")]
            for name in files:
                self.file(os.path.join(top, name))
        self.libraries(glob.glob(library + "/lib-dynload/*.so"))

    def folder(self, name, mode):
        info = tarfile.TarInfo(name)
        info.type, info.mode = tarfile.DIRTYPE, mode
        self.tar.addfile(info)

    def text(self, name, text):
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(text), 0o644
        self.tar.addfile(info, io.BytesIO(text.encode()))

    def file(self, path, name=None):
        name = (name or path).lstrip("/")
        if name in self.done or not os.path.exists(path):
            return
        self.done.add(name)
        info = self.tar.gettarinfo(os.path.realpath(path), name)
        if not info.isreg():
            info.type, info.linkname = tarfile.REGTYPE, ""
            info.size = os.path.getsize(path)
        info.uid = info.gid = 0
        with open(path, "rb") as data:
            self.tar.addfile(info, data)

    def libraries(self, paths):
        listed = subprocess.run(["ldd", *paths], capture_output=True,
                                text=True, check=False).stdout
        for word in listed.split():
            if word.startswith("/") and not word.endswith(":"):
                self.file(word)
