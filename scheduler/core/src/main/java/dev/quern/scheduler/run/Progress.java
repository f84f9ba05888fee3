package dev.quern.scheduler.run;

/**
 * How far a computation is.
 *
 * @param done tasks that have ended; behind by a few dozen a core when tasks are tiny
 * @param total tasks of its graph, after fusion
 */
public record Progress(long done, long total) {}
