// swift-tools-version: 6.1
import PackageDescription

/// A release build links the programs without any shared library: they start several times faster, and there
/// is a shepherd for each job. The toolchain's own linker is silent about calls of Foundation that need shared libraries after all,
/// and that nothing here makes. What a start touches lies side by side, in fewer pages, by a list in which a name that is gone does no harm;
/// and code and what is only read are one segment, not two to be mapped.
let staticExecutable = LinkerSetting.unsafeFlags(
    [
        "-static-executable", "-use-ld=lld",
        "-Xlinker", "--symbol-ordering-file=\(Context.packageDirectory)/Sources/startup.order",
        "-Xlinker", "--no-warn-symbol-ordering", "-Xlinker", "--no-rosegment",
    ], .when(platforms: [.linux], configuration: .release))

/// The modules of the programs see through each other in a release build: without that every start makes the generic types
/// and functions that they share at run time, a seventh of the shepherd's own instructions and a quarter of those of `spool submit`.
/// The types that are left they reach by functions, and not by a name that is looked up at the start, a fifth of what was left of `spool submit`.
/// Each function has a section of its own, so that the list above orders functions and not files.
let specialized = SwiftSetting.unsafeFlags(
    [
        "-cross-module-optimization",
        "-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors",
        "-Xfrontend", "-function-sections",
    ], .when(configuration: .release))

/// What Foundation is made of, and what it names itself only where it is a shared library.
let foundation = [
    "CoreFoundation", "FoundationEssentials", "FoundationInternationalization", "_FoundationICU", "_FoundationCShims",
    "_FoundationCollections", "swiftSynchronization", "stdc++",
].map { LinkerSetting.linkedLibrary($0, .when(platforms: [.linux], configuration: .release)) }

let package = Package(
    name: "spool",
    products: [
        .executable(name: "spool", targets: ["spool"]),
        .executable(name: "spool-supervisor", targets: ["spool-supervisor"]),
        .executable(name: "spool-shepherd", targets: ["spool-shepherd"]),
    ],
    targets: [
        .target(name: "CLinux"),
        .target(name: "SystemCalls", dependencies: ["CLinux"], swiftSettings: [specialized]),
        .target(name: "SpoolModel", dependencies: ["SystemCalls"], swiftSettings: [specialized]),
        .target(name: "Supervisor", dependencies: ["SpoolModel"], swiftSettings: [specialized]),
        .target(name: "CommandLineSyntax", swiftSettings: [specialized]),
        .target(
            name: "Tool", dependencies: ["Supervisor", "SpoolModel", "CommandLineSyntax"], swiftSettings: [specialized]),
        .executableTarget(
            name: "spool-shepherd", dependencies: ["SpoolModel"], swiftSettings: [specialized],
            linkerSettings: [staticExecutable]),
        .executableTarget(
            name: "spool-supervisor", dependencies: ["Tool"], swiftSettings: [specialized],
            linkerSettings: [staticExecutable] + foundation),
        .executableTarget(
            name: "spool", dependencies: ["Tool", "spool-supervisor", "spool-shepherd"], swiftSettings: [specialized],
            linkerSettings: [staticExecutable]),
        .executableTarget(
            name: "spool-benchmark", dependencies: ["SystemCalls", "CommandLineSyntax", "spool"]),
        .executableTarget(
            name: "spool-faults",
            dependencies: ["SpoolModel", "SystemCalls", "CommandLineSyntax", "spool"]),
        .testTarget(name: "SystemCallsTests", dependencies: ["SystemCalls"]),
        .testTarget(name: "SpoolModelTests", dependencies: ["SpoolModel"]),
        .testTarget(name: "SupervisorTests", dependencies: ["Supervisor", "spool-supervisor"]),
        .testTarget(name: "ShepherdTests", dependencies: ["spool-shepherd"]),
        .testTarget(name: "CommandLineSyntaxTests", dependencies: ["CommandLineSyntax"]),
        .testTarget(name: "ToolTests", dependencies: ["SpoolModel", "SystemCalls", "Tool"]),
        .testTarget(name: "BenchmarkTests", dependencies: ["spool-benchmark"]),
        .testTarget(name: "EndToEndTests", dependencies: ["SystemCalls", "SpoolModel", "Tool", "spool"]),
    ],
    swiftLanguageModes: [.v6]
)
