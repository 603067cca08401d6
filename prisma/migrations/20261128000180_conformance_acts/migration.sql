-- When the run last did something for a step, so that a restarted worker goes on where it was.
ALTER TABLE "conformance_steps" ADD COLUMN "acted_at" TIMESTAMPTZ(3);

-- Two runs at once would take each other's messages for their own.
CREATE UNIQUE INDEX conformance_runs_one_at_a_time ON conformance_runs (subscription_id) WHERE state = 'RUNNING';
