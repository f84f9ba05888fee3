/**
 * The deterministic twin of the scheduler. A {@link dev.quern.scheduler.sim.Simulation} gives a
 * session whose lanes are simulated: one seed decides who goes on when, what is stolen, how long
 * everything takes in virtual time, and which of the planted {@link dev.quern.scheduler.sim.Faults}
 * come true. What runs is the very same code that runs on threads.
 *
 * <pre>
 *   Exploration            plays a scenario under many seeds; shrinks and reports what fails
 *     Simulation           one play: session, faults, clock, trace
 *       SimulatedLanes     what GraphRun and all else that runs on lanes sees
 *         Stage            the threads, of which one runs at a time, and whose turn it is
 *           Choices        the decisions, drawn from the seed or read from a {@link
 *                          dev.quern.scheduler.sim.Schedule}
 * </pre>
 */
@NullMarked
package dev.quern.scheduler.sim;

import org.jspecify.annotations.NullMarked;
