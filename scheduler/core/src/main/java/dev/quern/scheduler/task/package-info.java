/**
 * What people write with the scheduler: calls of plain methods as tasks of a graph, and tasks that
 * run at once and are waited for as futures. {@code dev.quern.scheduler.Tasks} hands calls in; a
 * {@link dev.quern.scheduler.task.CallGraph} makes lazy chunks of them, which a session runs like
 * those of a frame. Results of submitted tasks are kept in the session's ledger until they are
 * taken.
 */
@NullMarked
package dev.quern.scheduler.task;

import org.jspecify.annotations.NullMarked;
