package dev.quern.scheduler.sim.junit;

import dev.quern.scheduler.Session;
import dev.quern.scheduler.sim.Exploration;
import dev.quern.scheduler.sim.Faults;
import dev.quern.scheduler.sim.Simulation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Plays a {@link Simulated} test method under its seeds, in the place of calling it once. */
final class SimulatedExtension implements InvocationInterceptor, ParameterResolver {
  private static final Map<Class<?>, Function<Simulation, Object>> PARAMETERS =
      Map.of(
          Simulation.class, simulation -> simulation,
          Session.class, Simulation::session,
          Faults.class, Simulation::faults);

  SimulatedExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.containsKey(parameter.getParameter().getType());
  }

  /** Nothing yet: each play gets one of its own. */
  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return null;
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context) {
    invocation.skip();
    Method method = call.getExecutable();
    Simulated how =
        AnnotationSupport.findAnnotation(method, Simulated.class)
            .orElseThrow(() -> new IllegalStateException(method + " is not @Simulated"));
    new Exploration(how.seeds(), how.from(), how.search(), how.lanes(), how.shrinkings())
        .check(simulation -> play(simulation, call));
  }

  private static void play(Simulation simulation, ReflectiveInvocationContext<Method> call)
      throws Throwable {
    Method method = call.getExecutable();
    Object[] arguments = call.getArguments().toArray();
    Class<?>[] types = method.getParameterTypes();
    for (int i = 0; i < arguments.length; i++) {
      Function<Simulation, Object> made = PARAMETERS.get(types[i]);
      if (made != null) {
        arguments[i] = made.apply(simulation);
      }
    }
    try {
      method.setAccessible(true);
      method.invoke(call.getTarget().orElse(null), arguments);
    } catch (InvocationTargetException thrown) {
      throw Objects.requireNonNullElse(thrown.getCause(), thrown);
    }
  }
}
