import Foundation
import SystemCalls

/// The number of processors that this process may use.
public func processorCount() -> Int { ProcessInfo.processInfo.activeProcessorCount }
