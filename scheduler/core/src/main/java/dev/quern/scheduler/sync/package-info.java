/**
 * Coordination between the tasks of a session, by name: locks, semaphores, events, queues and
 * variables. A {@link dev.quern.scheduler.sync.Names} of each session makes them on demand; who
 * waits gives its lane to another, and stops waiting when it is cancelled or its time is up.
 */
@NullMarked
package dev.quern.scheduler.sync;

import org.jspecify.annotations.NullMarked;
