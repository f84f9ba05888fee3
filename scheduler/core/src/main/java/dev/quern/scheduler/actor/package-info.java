/**
 * Actors: objects that deal with one message at a time. Messages come from any thread through an
 * {@link dev.quern.scheduler.actor.ActorRef}, wait in a bounded mailbox, and are dealt with in
 * strands on the lanes; answers go back through promises. An idle actor costs no thread.
 *
 * <pre>
 *   ask, tell --&gt; Mailbox (bounded) --&gt; ActorCell: one strand at a time --&gt; the instance
 *                                         |                                  |
 *                                         | Restarts: whether, and when      | Journal: snapshot, messages since
 *                                         v                                  v
 *                                       ended, all told why                a new instance, as it was
 * </pre>
 */
@NullMarked
package dev.quern.scheduler.actor;

import org.jspecify.annotations.NullMarked;
