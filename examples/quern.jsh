// What examples/jshell imports beside JShell's own defaults.
import dev.quern.engine.type.*;
import java.nio.file.*;
import java.time.*;
