// What examples/jshell imports beside JShell's own defaults.
import dev.quern.arrays.*;
import dev.quern.dataframes.*;
import dev.quern.engine.type.*;
import dev.quern.engine.type.TimeUnit; // which JShell's java.util.concurrent.* has as well
import dev.quern.scheduler.*;
import dev.quern.scheduler.task.*;
import java.nio.file.*;
import java.time.*;
import static dev.quern.arrays.NDArrays.*;
import static dev.quern.dataframes.Frames.*;
import static dev.quern.engine.graph.Annotations.*;
import static dev.quern.scheduler.Tasks.*;
import static dev.quern.scheduler.actor.ActorOptions.restart;
import static dev.quern.scheduler.scope.ScopeOptions.*;
