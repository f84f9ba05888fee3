/**
 * Calls that are carried out in other processes. A submitted task's body becomes bytes ({@link
 * dev.quern.scheduler.remote.RemoteBodies}), which an executor's {@link
 * dev.quern.scheduler.remote.RemoteCalls} take to a process that calls it ({@link
 * dev.quern.scheduler.remote.CallBytes}); its result, or what it threw, comes back the same way.
 * Knows neither sessions nor any cluster's engine.
 */
@NullMarked
package dev.quern.scheduler.remote;

import org.jspecify.annotations.NullMarked;
