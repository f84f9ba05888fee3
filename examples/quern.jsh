// What examples/jshell imports beside JShell's own defaults.
import dev.quern.arrays.*;
import dev.quern.dataframes.*;
import dev.quern.engine.type.*;
import dev.quern.scheduler.Session;
import java.nio.file.*;
import java.time.*;
import static dev.quern.arrays.NDArrays.*;
import static dev.quern.dataframes.Frames.*;
