// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/servers.h"

#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(DebuggerExposed, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/debugger-exposed";
  Catches(kRule,
          "FROM a:1\nCMD [\"node\", \"--inspect=0.0.0.0:9229\", \"x\"]\n", 2);
  Catches(kRule,
          "FROM a:1\nENV JAVA_OPTS=\"-agentlib:jdwp=transport=dt_socket,"
          "server=y,address=*:5005\"\n",
          2);
  Catches(kRule, "FROM a:1\nCMD python -m debugpy --listen 0.0.0.0:5678 x.py\n",
          2);
  CatchesNot(kRule, "FROM a:1\nCMD node --inspect=127.0.0.1:9229 x\n");
  CatchesNot(kRule, "FROM a:1\nENV X=-agentlib:jdwp=address=5005\n");
  CatchesNot(kRule, "FROM a:1\nCMD [\"node\", \"x\"]\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCMD node --inspect-brk=0.0.0.0 x\n"),
            "Node's debugger answers everybody on the network");
}

TEST(DevelopmentServer, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/development-server";
  Catches(kRule, "FROM a:1\nCMD [\"npm\", \"run\", \"dev\"]\n", 2);
  Catches(kRule, "FROM a:1\nCMD python manage.py runserver 0.0.0.0:80\n", 2);
  Catches(kRule, "FROM a:1\nCMD uvicorn a:b --reload\n", 2);
  Catches(kRule, "FROM a:1\nCMD php -S 0.0.0.0:80\n", 2);
  CatchesNot(kRule, "FROM a:1\nCMD uvicorn a:b\n");
  CatchesNot(kRule, "FROM a:1\nCMD npm run start\n");
  CatchesNot(kRule, "FROM a:1 AS dev\nCMD npm run dev\n");
  CatchesNot(kRule, "FROM a:1\nRUN npm run dev\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCMD [\"flask\", \"run\"]\n"),
            "flask is Flask's server for development");
}

TEST(HealthcheckPort, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/healthcheck-port";
  Catches(kRule,
          "FROM a:1\nEXPOSE 80\nHEALTHCHECK CMD curl http://localhost:8080/\n",
          3);
  CatchesNot(kRule,
             "FROM a:1\nEXPOSE 80\nHEALTHCHECK CMD curl http://localhost/\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD curl http://localhost/\n");
  CatchesNot(kRule, "FROM a:1\nEXPOSE 8\nHEALTHCHECK CMD curl http://db:80/\n");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM a:1\nEXPOSE 80\n"
                      "HEALTHCHECK CMD wget -q http://127.0.0.1:81/x\n"),
            "HEALTHCHECK asks port 81, and EXPOSE names 80");
}

TEST(LoopbackServer, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/loopback-server";
  Catches(kRule, "FROM a:1\nEXPOSE 8000\nCMD uvicorn a:b\n", 3);
  Catches(kRule, "FROM a:1\nEXPOSE 5000\nCMD [\"flask\", \"run\"]\n", 3);
  Catches(kRule, "FROM a:1\nEXPOSE 80\nCMD gunicorn -b 127.0.0.1:80 a\n", 3);
  CatchesNot(kRule, "FROM a:1\nEXPOSE 80\nCMD uvicorn --host 0.0.0.0 a:b\n");
  CatchesNot(kRule, "FROM a:1\nCMD uvicorn a:b\n");
  CatchesNot(kRule,
             "FROM a:1\nENV FLASK_RUN_HOST=0.0.0.0\nEXPOSE 5000\n"
             "CMD flask run\n");
  CatchesNot(kRule, "FROM a:1\nEXPOSE 80\nCMD gunicorn a\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nEXPOSE 8000\nCMD uvicorn a:b\n"),
            "uvicorn listens on 127.0.0.1 only: nobody outside of the "
            "container reaches it");
}

TEST(OpenServer, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/open-server";
  Catches(kRule, "FROM a:1\nCMD jupyter notebook --NotebookApp.token=''\n", 2);
  Catches(kRule,
          "FROM a:1\nCMD [\"redis-server\", \"--protected-mode\", \"no\"]\n",
          2);
  CatchesNot(kRule, "FROM a:1\nCMD jupyter notebook --NotebookApp.token=x\n");
  CatchesNot(kRule, "FROM a:1\nCMD redis-server --protected-mode yes\n");
  CatchesNot(kRule, "FROM a:1\nRUN mongod --noauth\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCMD [\"mongod\", \"--noauth\"]\n"),
            "mongod lets everybody in: --noauth");
}

TEST(PortMismatch, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/port-mismatch";
  Catches(kRule, "FROM a:1\nEXPOSE 80\nCMD uvicorn a:b --port 8080\n", 3);
  Catches(kRule, "FROM a:1\nEXPOSE 80\nCMD python manage.py runserver 8000\n",
          3);
  CatchesNot(kRule, "FROM a:1\nEXPOSE 80 81\nCMD uvicorn a:b --port 81\n");
  CatchesNot(kRule, "FROM a:1\nEXPOSE 80\nCMD uvicorn a:b --port $PORT\n");
  CatchesNot(kRule, "FROM a:1\nEXPOSE $P\nCMD uvicorn a:b --port 81\n");
  CatchesNot(kRule, "FROM a:1\nEXPOSE 80\nCMD [\"node\", \"x.js\"]\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nEXPOSE 80\nCMD gunicorn -b :8000 a:b\n"),
      "gunicorn listens on 8000, and EXPOSE names 80");
}

TEST(DebuggerExposed, Fixes) {
  constexpr std::string_view kRule = "dockerfile/debugger-exposed";
  Fixes(kRule, "FROM a:1\nCMD [\"node\", \"--inspect=0.0.0.0:9229\", \"x\"]\n",
        "FROM a:1\nCMD [\"node\", \"x\"]\n");
  Fixes(kRule,
        "FROM a:1\nCMD java -Dcom.sun.management.jmxremote.port=9 "
        "-Dcom.sun.management.jmxremote.authenticate=false -jar x\n",
        "FROM a:1\nCMD java -jar x\n");
  Fixes(kRule,
        "FROM a:1\nCMD python -m debugpy --listen 0.0.0.0:5678 "
        "--wait-for-client x.py\n",
        "FROM a:1\nCMD python x.py\n");
  Fixes(kRule,
        "FROM a:1\nENV A=b JAVA_OPTS=\"-Xmx1g "
        "-agentlib:jdwp=server=y,address=*:5005\"\n",
        "FROM a:1\nENV A=b JAVA_OPTS=\"-Xmx1g\"\n");
  Fixes(kRule, "FROM a:1\nENV NODE_OPTIONS=--inspect=0.0.0.0\nCMD x\n",
        "FROM a:1\nCMD x\n");
}

TEST(OpenServer, Fixes) {
  constexpr std::string_view kRule = "dockerfile/open-server";
  Fixes(kRule,
        "FROM a:1\nCMD jupyter notebook --NotebookApp.token='' "
        "--NotebookApp.password='' --ip 0.0.0.0\n",
        "FROM a:1\nCMD jupyter notebook --ip 0.0.0.0\n");
  Fixes(kRule,
        "FROM a:1\nCMD [\"redis-server\", \"--protected-mode\", \"no\"]\n",
        "FROM a:1\nCMD [\"redis-server\"]\n");
  Fixes(kRule, "FROM a:1\nCMD [\"code-server\", \"--auth=none\", \".\"]\n",
        "FROM a:1\nCMD [\"code-server\", \".\"]\n");
  Fixes(kRule, "FROM a:1\nCMD exec mongod \\\n  --noauth\n",
        "FROM a:1\nCMD exec mongod\n");
  OffersNoFix(kRule, "FROM a:1\nCMD [\"sh\", \"-c\", \"mongod --noauth\"]\n");
}
TEST(DevelopmentServer, Fixes) {
  constexpr std::string_view kRule = "dockerfile/development-server";
  Fixes(kRule, "FROM a:1\nCMD [\"uvicorn\", \"a:b\", \"--reload\"]\n",
        "FROM a:1\nCMD [\"uvicorn\", \"a:b\"]\n");
  Fixes(kRule, "FROM a:1\nCMD nodemon server.js\n",
        "FROM a:1\nCMD node server.js\n");
  OffersNoFix(kRule, "FROM a:1\nCMD npm run dev\n");
  OffersNoFix(kRule, "FROM a:1\nCMD nodemon --watch x server.js\n");
  OffersNoFix(kRule, "FROM a:1\nCMD uvicorn a:b --reload --reload-dir x\n");
}

TEST(PortMismatch, FixExposesThePort) {
  constexpr std::string_view kRule = "dockerfile/port-mismatch";
  Fixes(kRule,
        "FROM a:1\nEXPOSE 80/tcp\nCMD [\"uvicorn\", \"a:b\", \"--port\", "
        "\"8080\"]\n",
        "FROM a:1\nEXPOSE 8080/tcp\nCMD [\"uvicorn\", \"a:b\", \"--port\", "
        "\"8080\"]\n");
  OffersNoFix(kRule, "FROM a:1\nEXPOSE 80 81\nCMD uvicorn a:b\n");
  OffersNoFix(kRule,
              "FROM a:1\nEXPOSE 80\nHEALTHCHECK CMD curl -f localhost:80\n"
              "CMD uvicorn a:b\n");
}

TEST(LoopbackServer, FixListensEverywhere) {
  constexpr std::string_view kRule = "dockerfile/loopback-server";
  Fixes(kRule, "FROM a:1\nEXPOSE 8000\nCMD [\"uvicorn\", \"a:b\"]\n",
        "FROM a:1\nEXPOSE 8000\nCMD [\"uvicorn\", \"a:b\", \"--host\", "
        "\"0.0.0.0\"]\n");
  Fixes(kRule, "FROM a:1\nEXPOSE 5000\nCMD flask run --host=127.0.0.1\n",
        "FROM a:1\nEXPOSE 5000\nCMD flask run --host=0.0.0.0\n");
  Fixes(kRule, "FROM a:1\nEXPOSE 8000\nCMD gunicorn -b 127.0.0.1:8000 a\n",
        "FROM a:1\nEXPOSE 8000\nCMD gunicorn -b 0.0.0.0:8000 a\n");
  Fixes(kRule, "FROM a:1\nEXPOSE 8000\nCMD python manage.py runserver 8000\n",
        "FROM a:1\nEXPOSE 8000\nCMD python manage.py runserver "
        "0.0.0.0:8000\n");
  Fixes(kRule, "FROM a:1\nEXPOSE 8000\nCMD python manage.py runserver\n",
        "FROM a:1\nEXPOSE 8000\nCMD python manage.py runserver "
        "0.0.0.0:8000\n");
  OffersNoFix(kRule,
              "FROM a:1\nENV FLASK_RUN_HOST=127.0.0.1\nEXPOSE 5000\n"
              "CMD flask run\n");
}

TEST(HealthcheckPort, FixAsksTheExposedPort) {
  constexpr std::string_view kRule = "dockerfile/healthcheck-port";
  Fixes(kRule,
        "FROM a:1\nEXPOSE 8080\n"
        "HEALTHCHECK CMD curl -f http://localhost:80/ok\nCMD x\n",
        "FROM a:1\nEXPOSE 8080\n"
        "HEALTHCHECK CMD curl -f http://localhost:8080/ok\nCMD x\n");
  Fixes(kRule,
        "FROM a:1\nEXPOSE 8080\nHEALTHCHECK CMD [\"curl\", \"-f\", "
        "\"http://127.0.0.1\"]\nCMD x\n",
        "FROM a:1\nEXPOSE 8080\nHEALTHCHECK CMD [\"curl\", \"-f\", "
        "\"http://127.0.0.1:8080\"]\nCMD x\n");
  OffersNoFix(kRule,
              "FROM a:1\nEXPOSE 80 81\nHEALTHCHECK CMD curl localhost:82/\n");
  OffersNoFix(kRule,
              "FROM a:1\nEXPOSE 81\nHEALTHCHECK CMD curl localhost:8000/\n"
              "CMD uvicorn a:b\n");
}

}  // namespace
}  // namespace bulkhead::check
