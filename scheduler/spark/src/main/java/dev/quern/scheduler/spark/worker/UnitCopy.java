package dev.quern.scheduler.spark.worker;

import java.io.Serializable;

/**
 * A unit that is carried out by those who read its result, once in a process.
 *
 * @param task the number of the task that makes the result, in the graph
 * @param code the encoded {@link UnitCode}
 * @param reads what it reads
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UnitCopy(int task, byte[] code, UnitReads reads) implements Serializable {}
