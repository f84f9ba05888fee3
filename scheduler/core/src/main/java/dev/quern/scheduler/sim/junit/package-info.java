/**
 * Simulations in tests: a method that is {@link dev.quern.scheduler.sim.junit.Simulated} is handed
 * a {@link dev.quern.scheduler.sim.Simulation} and played under many seeds. Needs JUnit Jupiter on
 * the class path, which whoever writes such tests has.
 */
@NullMarked
package dev.quern.scheduler.sim.junit;

import org.jspecify.annotations.NullMarked;
