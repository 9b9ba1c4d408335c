# cmake --install: a tree that may be moved (docs/install.md).
include(CMakePackageConfigHelpers)
option(OFA_INSTALL_RUNTIMES "Install LibTorch, OpenVINO and ONNX Runtime too, where tools/setup fetched them" ON)

# Under lib/ofa they lie as they do in .deps. What CMake found elsewhere stays there.
set(deps ${OFA_DEPS})
set(OFA_PACKAGE_DEPS ${OFA_DEPS})
if(OFA_INSTALL_RUNTIMES)
  foreach(found ${Torch_DIR} ${OpenVINO_DIR} ${OFA_ONNXRUNTIME})
    if(found MATCHES "^${OFA_DEPS}/([^/]+)/")
      install(DIRECTORY ${OFA_DEPS}/${CMAKE_MATCH_1} DESTINATION lib/ofa USE_SOURCE_PERMISSIONS)
    endif()
  endforeach()
  set(deps $ORIGIN/../lib/ofa)
  set(OFA_PACKAGE_DEPS "\${PACKAGE_PREFIX_DIR}/lib/ofa")
endif()

install(TARGETS ofa RUNTIME DESTINATION bin)
set_target_properties(ofa PROPERTIES
  INSTALL_RPATH "${deps}/torch/lib;${deps}/openvino/libs;${deps}/onnxruntime/capi"
  INSTALL_RPATH_USE_LINK_PATH ON)  # of those elsewhere
install(DIRECTORY configs latency_tables DESTINATION share/ofa)
install(FILES LICENSE THIRD_PARTY.md DESTINATION share/ofa OPTIONAL)

# But for those that a layer has for itself alone. (LibTorch's headers carry another protobuf than onnx_builder.h's.)
install(DIRECTORY src/ search trainers DESTINATION include/ofa
        FILES_MATCHING PATTERN *.h PATTERN *-inl.h EXCLUDE PATTERN onnx_builder.h EXCLUDE)
install(EXPORT ofa NAMESPACE ofa:: FILE ofaTargets.cmake DESTINATION lib/cmake/ofa)

set(OFA_PACKAGE_HINTS ${Torch_DIR} ${OpenVINO_DIR})
list(FILTER OFA_PACKAGE_HINTS EXCLUDE REGEX "^${OFA_DEPS}/|-NOTFOUND$")
configure_package_config_file(cmake/ofaConfig.cmake.in ${CMAKE_BINARY_DIR}/package/ofaConfig.cmake
                              INSTALL_DESTINATION lib/cmake/ofa)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/ofaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/package/ofaConfig.cmake ${CMAKE_BINARY_DIR}/package/ofaConfigVersion.cmake
              cmake/library_targets.cmake
        DESTINATION lib/cmake/ofa)
