package dev.quern.scheduler.sim.junit;

import dev.quern.scheduler.sim.Search;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is played under many seeds; in the report it is one. It may have parameters of type
 * {@link dev.quern.scheduler.sim.Simulation}, {@link dev.quern.scheduler.Session} and {@link
 * dev.quern.scheduler.sim.Faults}, made anew for each seed.
 *
 * <pre>{@code
 * @Simulated(seeds = 200)
 * void noRowIsLost(Simulation simulation) {
 *   simulation.faults().killLanes(0.01, LaneDeath.TAKEN_OVER);
 *   assertThat(frame.count(simulation.session())).isEqualTo(1000);
 * }
 * }</pre>
 *
 * <p>All seeds are played in one instance of the test's class, with what is done before and after
 * each test done once around all of them. {@code -Dquern.sim.seed=42} plays one seed only, {@code
 * -Dquern.sim.schedule=...} one schedule.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
@ExtendWith(SimulatedExtension.class)
public @interface Simulated {

  /** How many seeds are played. */
  int seeds() default 100;

  /** The first of them. */
  long from() default 0;

  /** How it is decided who goes on. */
  Search search() default Search.BOTH;

  /** How many lanes there are. */
  int lanes() default 4;

  /** How often a failing schedule may be played to find a shorter one. */
  int shrinkings() default 300;
}
