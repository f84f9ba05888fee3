package dev.quern.scheduler.task;

/**
 * What has become of the tasks submitted to a session.
 *
 * @param submitted all of them
 * @param succeeded those with a result
 * @param failed those that threw
 * @param cancelled those that somebody, or a deadline, cancelled
 * @param interrupted those of the cancelled that were running, and were interrupted
 * @param retried how often a task was done again after a failure
 */
public record TaskCounts(
    long submitted, long succeeded, long failed, long cancelled, long interrupted, long retried) {}
